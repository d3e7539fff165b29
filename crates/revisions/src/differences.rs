use similar::{ChangeTag, TextDiff};

/// Lines that did not change, shown around those that did.
const AROUND: usize = 3;

/// On which side of a change a line stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// On both.
    Both,
    /// Only before.
    Before,
    /// Only after.
    After,
}

/// A line that changed, or that stands around one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// Where it stands.
    pub side: Side,
    /// Its number in the text of before, from 1.
    pub before: Option<usize>,
    /// Its number in the text of after, from 1.
    pub after: Option<usize>,
    /// What it says.
    pub line: String,
}

/// What differs between two texts, line by line, in groups with a few lines around; nothing when nothing does.
#[must_use]
pub fn differences(before: &str, after: &str) -> Vec<Vec<Difference>> {
    let diff = TextDiff::from_lines(before, after);
    let groups = diff.grouped_ops(AROUND);
    groups
        .iter()
        .map(|group| {
            let changes = group.iter().flat_map(|step| diff.iter_changes(step));
            changes
                .map(|change| Difference {
                    side: match change.tag() {
                        ChangeTag::Equal => Side::Both,
                        ChangeTag::Delete => Side::Before,
                        ChangeTag::Insert => Side::After,
                    },
                    before: change.old_index().map(|index| index + 1),
                    after: change.new_index().map(|index| index + 1),
                    line: change.value().trim_end_matches(['\n', '\r']).to_owned(),
                })
                .collect()
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_changed_line_stands_twice_with_three_lines_around() {
        let before = "1\n2\n3\n4\n5\n6\n7\n8\n9\n";
        let groups = differences(before, &before.replace('5', "five"));
        let [group] = &groups[..] else { panic!("{groups:?}") };
        let lines: Vec<(Side, &str)> =
            group.iter().map(|one| (one.side, one.line.as_str())).collect();
        assert_eq!(
            lines,
            [
                (Side::Both, "2"),
                (Side::Both, "3"),
                (Side::Both, "4"),
                (Side::Before, "5"),
                (Side::After, "five"),
                (Side::Both, "6"),
                (Side::Both, "7"),
                (Side::Both, "8"),
            ]
        );
        assert_eq!((group[3].before, group[3].after), (Some(5), None));
        assert_eq!((group[4].before, group[4].after), (None, Some(5)));
    }

    #[test]
    fn the_same_text_has_no_difference() {
        assert!(differences("a\nb\n", "a\nb\n").is_empty());
    }
}
