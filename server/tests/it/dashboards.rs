//! Dashboards and alerts name metrics that the program emits, and no other.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use serde_json::Value as Json;
use server::telemetry::{Kind, METRICS};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

fn files(folder: &Path, ending: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path, ending));
        } else if path.to_string_lossy().ends_with(ending) {
            found.push(path);
        }
    }
    found
}

/// The questions of the dashboards and alerts, each with the file that it stands in.
fn questions() -> Vec<(String, String)> {
    let mut found = Vec::new();
    for path in files(&root().join("deploy/grafana"), ".json") {
        let board: Json = serde_json::from_str(&std::fs::read_to_string(&path).unwrap()).unwrap();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        for panel in board["panels"].as_array().unwrap() {
            for target in panel["targets"].as_array().unwrap() {
                found.push((name.clone(), target["expr"].as_str().unwrap().to_owned()));
            }
        }
    }
    assert!(found.len() > 20, "the dashboards are read");
    let alerts = std::fs::read_to_string(root().join("deploy/prometheus/alerts.yml")).unwrap();
    let said = alerts.lines().filter_map(|line| line.trim().strip_prefix("expr: "));
    let before = found.len();
    found.extend(said.map(|expr| ("alerts.yml".to_owned(), expr.to_owned())));
    assert_eq!(found.len() - before, alerts.matches("- alert: ").count(), "each alert asks one");
    found
}

/// Leaves out what stands between `open` and `close`, nested or not.
fn without(text: &str, open: char, close: char) -> String {
    let mut depth = 0_u32;
    text.chars()
        .filter(|sign| {
            depth += u32::from(*sign == open);
            let kept = depth == 0;
            depth -= u32::from(*sign == close && depth > 0);
            kept
        })
        .collect()
}

/// The metrics that a question of PromQL names.
fn named(expr: &str) -> BTreeSet<String> {
    // What is quoted holds braces of its own.
    let text: String = expr.split('"').step_by(2).collect();
    let text = without(&without(&text, '{', '}'), '[', ']');
    let mut found = BTreeSet::new();
    let mut rest = text.as_str();
    while let Some(start) = rest.find(|sign: char| sign.is_ascii_alphabetic() || sign == '_') {
        let from = &rest[start..];
        let fits = |sign: char| !(sign.is_ascii_alphanumeric() || sign == '_');
        let end = from.find(fits).unwrap_or(from.len());
        let (word, after) = from.split_at(end);
        rest = after;
        if word == "by" {
            rest = after.split_once(')').unwrap().1;
        } else if !after.trim_start().starts_with('(') && !after.trim_start().starts_with("by ") {
            found.insert(word.to_owned());
        }
    }
    found
}

/// The names under which Prometheus shows what we emit.
fn shown() -> BTreeSet<String> {
    METRICS
        .iter()
        .flat_map(|(name, kind, _)| {
            let endings: &[&str] =
                if *kind == Kind::Histogram { &["", "_sum", "_count"] } else { &[""] };
            endings.iter().map(move |ending| format!("{name}{ending}"))
        })
        .collect()
}

#[test]
fn a_question_is_read_as_prometheus_reads_it() {
    let of = |expr: &str| named(expr).into_iter().collect::<Vec<_>>();
    let expr = "topk(10, sum by (route) (rate(requests_total{status=\"5xx\"}[5m]))) > 0";
    assert_eq!(of(expr), ["requests_total"]);
    let expr = "max by (quantile) (a_seconds{route=\"/api/{x}\"}) / sum(rate(b_total[1h]))";
    assert_eq!(of(expr), ["a_seconds", "b_total"]);
}

#[test]
fn dashboards_and_alerts_ask_for_metrics_that_there_are_and_for_each() {
    let shown = shown();
    let mut asked = BTreeSet::new();
    for (file, expr) in questions() {
        let names = named(&expr);
        assert!(!names.is_empty(), "{file}: {expr} asks for nothing");
        for name in names {
            assert!(shown.contains(&name), "{file}: nobody emits {name} ({expr})");
            asked.insert(name);
        }
    }
    for (name, ..) in METRICS {
        let looked_at = asked.iter().any(|it| it.starts_with(name));
        assert!(looked_at, "nobody looks at {name}");
    }
}

#[test]
fn what_the_program_emits_is_on_the_list_and_the_list_is_emitted() {
    let mut sources = files(&root().join("server/src"), ".rs");
    for entry in std::fs::read_dir(root().join("crates")).unwrap() {
        sources.extend(files(&entry.unwrap().path().join("src"), ".rs"));
    }
    let sources: Vec<String> = sources
        .iter()
        .filter(|path| !path.ends_with("telemetry/names.rs"))
        .map(|path| std::fs::read_to_string(path).unwrap())
        .collect();
    for (name, ..) in METRICS {
        let quoted = format!("\"{name}\"");
        assert!(sources.iter().any(|text| text.contains(&quoted)), "nothing emits {name}");
    }
    for text in &sources {
        for kind in ["counter!(", "gauge!(", "histogram!("] {
            for call in text.split(kind).skip(1) {
                let Some(name) = call.trim_start().strip_prefix('"') else { continue };
                let name = name.split('"').next().unwrap();
                assert!(METRICS.iter().any(|it| it.0 == name), "{name} is not on the list");
            }
        }
    }
}
