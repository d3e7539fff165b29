//! Dashboards and alerts name metrics that the program emits, and no other.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use metrics_exporter_prometheus::PrometheusBuilder;
use serde_json::Value as Json;
use server::telemetry::{Kind, METRICS, Tallies};

/// What Prometheus says itself.
const ITS_OWN: &str = "up";

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
        for name in names.into_iter().filter(|name| name != ITS_OWN) {
            assert!(shown.contains(&name), "{file}: nobody emits {name} ({expr})");
            asked.insert(name);
        }
    }
    for (name, ..) in METRICS {
        let looked_at = asked.iter().any(|it| it.starts_with(name));
        assert!(looked_at, "nobody looks at {name}");
    }
}

/// The counters that a question asks for, each with every label that it must have: `what="paid"`.
fn counters(expr: &str) -> Vec<(&'static str, Vec<String>)> {
    let mut found = Vec::new();
    for (name, ..) in METRICS.iter().filter(|it| it.1 == Kind::Counter) {
        for (at, _) in expr.match_indices(name) {
            let before = expr[..at].chars().next_back();
            if before.is_some_and(|sign| sign.is_ascii_alphanumeric() || sign == '_') {
                continue; // another name that ends so
            }
            let after = &expr[at + name.len()..];
            let asked = after.strip_prefix('{').and_then(|rest| rest.split_once('}'));
            let asked = asked.map_or("", |(labels, _)| labels);
            let labels = asked.split(',').filter_map(|one| one.split_once('=')).flat_map(
                |(label, values)| {
                    let values = values.trim_start_matches('~').trim_matches('"').split('|');
                    values.map(move |value| format!("{label}=\"{value}\""))
                },
            );
            found.push((*name, labels.collect()));
        }
    }
    found
}

#[test]
fn the_counters_of_a_question_are_read_with_their_labels() {
    let expr = "increase(helpdesk_requests_total{result=~\"a|b\"}[1h]) / rate(panics_total[5m])";
    let both = vec!["result=\"a\"".to_owned(), "result=\"b\"".to_owned()];
    assert_eq!(counters(expr), [("panics_total", vec![]), ("helpdesk_requests_total", both)]);
}

#[test]
fn what_an_alert_counts_is_shown_before_it_first_happens() {
    let recorder = PrometheusBuilder::new().build_recorder();
    let handle = recorder.handle();
    metrics::with_local_recorder(&recorder, || {
        server::telemetry::begin();
        drop(Tallies::new());
    });
    let shown = handle.render();
    let is_shown = |name: &str, label: &str| {
        shown.lines().filter_map(|line| line.strip_prefix(name)).any(|rest| {
            rest.starts_with([' ', '{']) && rest.ends_with(" 0") && rest.contains(label)
        })
    };
    let alerts = questions().into_iter().filter(|(file, _)| file == "alerts.yml");
    for (name, labels) in alerts.flat_map(|(_, expr)| counters(&expr)) {
        assert!(is_shown(name, ""), "{name} is not shown at start");
        for label in labels {
            assert!(is_shown(name, &label), "{name}{{{label}}} is not shown at start");
        }
    }
    for provider in ["stripe", "payplug"] {
        let labels = format!("provider=\"{provider}\",result=\"misconfigured\"");
        assert!(is_shown("psp_calls_total", &labels), "{labels}");
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
