//! What the page of a letter is made of: some tags with some of their attributes, and nothing that brings or calls anything.

/// Tags that a page may hold.
const TAGS: [&str; 32] = [
    "mj-button",
    "mj-divider",
    "mj-spacer",
    "mj-table",
    "mj-text",
    "a",
    "b",
    "br",
    "div",
    "em",
    "h1",
    "h2",
    "h3",
    "h4",
    "hr",
    "i",
    "li",
    "ol",
    "p",
    "small",
    "span",
    "strong",
    "sub",
    "sup",
    "table",
    "tbody",
    "td",
    "th",
    "thead",
    "tr",
    "u",
    "ul",
];
/// Tags that lead somewhere.
const LINKING: [&str; 2] = ["a", "mj-button"];
/// How these open where they lead to.
const OPENING: [&str; 2] = ["rel", "target"];
/// Attributes of every tag.
const ATTRIBUTES: [&str; 31] = [
    "align",
    "background-color",
    "border",
    "border-color",
    "border-radius",
    "border-style",
    "border-width",
    "color",
    "container-background-color",
    "css-class",
    "dir",
    "font-family",
    "font-size",
    "font-style",
    "font-weight",
    "height",
    "inner-padding",
    "lang",
    "letter-spacing",
    "line-height",
    "padding",
    "padding-bottom",
    "padding-left",
    "padding-right",
    "padding-top",
    "style",
    "text-align",
    "text-decoration",
    "text-transform",
    "title",
    "width",
];
/// Signs of no value of an attribute: a function, a sign that is written another way, a rule, a tag, an attribute more.
const SIGNS: [char; 6] = ['(', '\\', '&', '@', '<', '"'];
/// Most tags in each other.
const DEEPEST: usize = 16;

/// Something that stands in no page, and on which line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Stray {
    pub(crate) line: usize,
    pub(crate) what: String,
}

/// Where the links of `page` lead, as they are written.
///
/// # Errors
///
/// The first thing that stands in no page.
pub(crate) fn links(page: &str) -> Result<Vec<&str>, Stray> {
    let (mut links, mut open) = (Vec::new(), 0_usize);
    let mut rest = page;
    while let Some((_, tag)) = rest.split_once('<') {
        let read = page.get(..page.len() - tag.len()).unwrap_or_default();
        let stray = |what: String| Stray { line: read.matches('\n').count() + 1, what };
        if let Some(comment) = tag.strip_prefix("!--") {
            rest = after_comment(comment).ok_or_else(|| stray("<!--".to_owned()))?;
            continue;
        }
        let (tag, closes) = tag.strip_prefix('/').map_or((tag, false), |tag| (tag, true));
        let is_name = |sign: char| sign.is_ascii_alphanumeric() || sign == '-';
        let (name, mut inside) =
            tag.split_at(tag.find(|sign: char| !is_name(sign)).unwrap_or(tag.len()));
        if !TAGS.contains(&name) {
            return Err(stray(format!("<{name}")));
        }
        loop {
            inside = inside.trim_start();
            if let Some(after) = inside.strip_prefix("/>") {
                rest = after;
                break;
            }
            if let Some(after) = inside.strip_prefix('>') {
                rest = after;
                match (closes, name) {
                    (true, _) => open = open.saturating_sub(1),
                    (false, "br" | "hr") => {}
                    (false, _) => open += 1,
                }
                break;
            }
            let first = first_attribute(inside).ok_or_else(|| stray(format!("<{name}")))?;
            let ((attribute, value), after) = first;
            let known = match attribute {
                "href" => LINKING.contains(&name) && !value.contains(['<', '"']),
                way if OPENING.contains(&way) => LINKING.contains(&name) && !value.contains(SIGNS),
                other => ATTRIBUTES.contains(&other) && !value.contains(SIGNS),
            };
            if closes || !known {
                return Err(stray(format!("<{name} {attribute}")));
            }
            if attribute == "href" {
                links.push(value);
            }
            inside = after;
        }
        if open > DEEPEST {
            return Err(stray(format!("<{name}")));
        }
    }
    Ok(links)
}

/// What follows the comment that `text` begins in; `None` where it has no end, or some program would read it as more.
fn after_comment(text: &str) -> Option<&str> {
    let (comment, after) = text.split_once("-->")?;
    let plain = !comment.contains(['<', '>', '[']) && !comment.contains("--");
    (plain && !comment.ends_with('-')).then_some(after)
}

/// The attribute that `text` begins with and its value, and what follows it; `None` where that is none in quotes.
fn first_attribute(text: &str) -> Option<((&str, &str), &str)> {
    let (name, after) = text.split_once('=')?;
    let after = after.trim_start();
    let quote = after.chars().next().filter(|sign| matches!(sign, '"' | '\''))?;
    let (value, after) = after.get(1..)?.split_once(quote)?;
    Some(((name.trim_end(), value), after))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_holds_text_buttons_and_links() {
        let page = "<mj-text font-size=\"14px\">a &lt; b > c<br /><a href = 'https://x.example/?a=1&amp;b=(2)'>\n\
                    <b style=\"color:#0b5c68;font-family:'Verdana'\">x</b></a></mj-text>\n<mj-button href=\"tel:1\" />";
        assert_eq!(links(page), Ok(vec!["https://x.example/?a=1&amp;b=(2)", "tel:1"]));
    }

    #[test]
    fn a_page_holds_tables_rules_and_comments() {
        let page = "<!-- ours -->\n<mj-table><thead><tr><th>a</th></tr></thead><tbody><tr>\
                    <td style=\"padding:4px\">b</td></tr></tbody></mj-table>\
                    <mj-text><div><h4>c</h4><hr /><a target=\"_blank\" rel=\"noopener\" href=\"tel:1\">d</a></div></mj-text>";
        assert_eq!(links(page), Ok(vec!["tel:1"]));
        assert!(links(&"<hr>".repeat(100)).is_ok());
    }

    #[test]
    fn what_brings_or_calls_something_is_found_however_it_is_written() {
        for (page, what) in [
            ("<mj-hero background-url=\"https://x\"></mj-hero>", "<mj-hero"),
            ("<mj-wrapper>", "<mj-wrapper"),
            ("<table background=\"https://x\">", "<table background"),
            ("<td bgcolor=\"red\">", "<td bgcolor"),
            ("<p target=\"_blank\">", "<p target"),
            ("<video poster=\"https://x\">", "<video"),
            ("<link rel=\"stylesheet\" href=\"https://x\" />", "<link"),
            ("<object data=\"https://x\">", "<object"),
            ("<IMG src=\"https://x\">", "<IMG"),
            ("<!-- x", "<!--"),
            ("<!--[if mso]><img src=\"https://x\"><![endif]-->", "<!--"),
            ("<!--><img src=\"https://x\">-->", "<!--"),
            ("<!-- --!><img src=\"https://x\">-->", "<!--"),
            ("<![CDATA[x]]>", "<"),
            ("<a HREF=\"https://x\">", "<a HREF"),
            ("<a onclick=\"x\">", "<a onclick"),
            ("<a\nping = \"https://x\">", "<a ping"),
            ("<mj-text background=\"https://x\">", "<mj-text background"),
            ("<p style=\"background:url(https://x)\">", "<p style"),
            ("<p style=\"background:\\75rl\">", "<p style"),
            ("<p style=\"background:&#117;rl\">", "<p style"),
            ("<p title='a\" onload=\"x'>", "<p title"),
            ("<p title=x>", "<p"),
            ("<p href=\"https://x\">", "<p href"),
            ("<p", "<p"),
        ] {
            assert_eq!(links(page).unwrap_err().what, what, "{page}");
        }
        assert_eq!(links("a\n\n<img>").unwrap_err().line, 3);
        let deep = "<b>".repeat(5_000);
        assert_eq!(links(&deep).unwrap_err().what, "<b");
        assert!(links(&"<b>x</b>".repeat(5_000)).is_ok());
    }
}
