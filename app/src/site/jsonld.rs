//! JSON-LD: what search engines read of a page.

use serde_json::{Value, json};

use super::asked::Asked;
use super::document::Head;
use super::page::Page;

/// The blocks of a page, as texts that are safe inside `<script>`.
pub(super) fn of(asked: &Asked, head: &Head) -> Vec<String> {
    let mut blocks = head.json_ld.clone();
    if head.page == Some(Page::Home) {
        blocks.push(organisation(asked));
    }
    if !head.crumbs.is_empty() {
        blocks.push(crumbs(asked, head));
    }
    blocks.iter().map(|block| block.to_string().replace('<', "\\u003c")).collect()
}

fn organisation(asked: &Asked) -> Value {
    let identity = &asked.tenant.identity;
    json!({
        "@context": "https://schema.org",
        "@type": "Organization",
        "name": identity.brand,
        "legalName": identity.legal_name,
        "url": format!("{}{}", asked.origin, asked.href(Page::Home)),
        "logo": format!("{}{}", asked.origin, asked.assets.public("/icons/icon-512.png")),
        "contactPoint": {
            "@type": "ContactPoint",
            "telephone": identity.phone,
            "email": identity.email,
            "contactType": "customer support",
            "availableLanguage": ["fr", "en"],
        },
    })
}

fn crumbs(asked: &Asked, head: &Head) -> Value {
    let mut items: Vec<Value> = head
        .crumbs
        .iter()
        .enumerate()
        .map(|(index, (label, page))| {
            json!({
                "@type": "ListItem",
                "position": index + 1,
                "name": label,
                "item": format!("{}{}", asked.origin, asked.href(*page)),
            })
        })
        .collect();
    items.push(json!({ "@type": "ListItem", "position": items.len() + 1, "name": head.title }));
    json!({ "@context": "https://schema.org", "@type": "BreadcrumbList", "itemListElement": items })
}
