//! As much Markdown as the project's documents use: sections, tables, code.

/// The text of a section, without its heading, up to the next heading of the same depth.
pub(super) fn section<'a>(text: &'a str, heading: &str) -> Option<&'a str> {
    let line = format!("\n{heading}\n");
    let start = text.find(&line)? + line.len();
    let depth = heading.split(' ').next().unwrap_or_default();
    let end = text[start..].find(&format!("\n{depth} "));
    Some(end.map_or(&text[start..], |end| &text[start..start + end]))
}

/// The rows of a section's first table, without its head, as trimmed cells. A cell's own `|` is
/// written `\|`.
pub(super) fn table(section: &str) -> Vec<Vec<String>> {
    let lines = section.lines().skip_while(|line| !line.starts_with('|'));
    lines
        .take_while(|line| line.starts_with('|'))
        .skip(2)
        .map(|line| {
            let line = line.trim().trim_start_matches('|').trim_end_matches('|');
            line.replace("\\|", "\0")
                .split('|')
                .map(|cell| cell.trim().replace('\0', "|"))
                .collect()
        })
        .collect()
}

/// Every piece of code: the lines of indented and fenced blocks, and what stands between
/// backticks; each with its line number.
pub(super) fn code(text: &str) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    let mut fenced = false;
    for (number, line) in text.lines().enumerate() {
        if line.starts_with("```") {
            fenced = !fenced;
        } else if fenced || line.starts_with("    ") {
            found.push((number + 1, line.trim().to_owned()));
        } else {
            let between = line.split('`').skip(1).step_by(2);
            found.extend(between.map(|code| (number + 1, code.to_owned())));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sections_tables_and_code_are_found() {
        let text =
            "# T\n\n## A\n\n| x | y |\n|-|-|\n| `a\\|b` | c |\n\nsay `d e`\n\n    $ f\n\n## B\nz\n";
        let a = section(text, "## A").expect("it is there");
        assert_eq!(table(a), [["`a|b`", "c"]]);
        assert_eq!(section(text, "## B"), Some("z\n"));
        assert_eq!(section(text, "## C"), None);
        let code: Vec<String> = code(a).into_iter().map(|(_, code)| code).collect();
        assert_eq!(code, ["a\\|b", "d e", "$ f"]);
    }
}
