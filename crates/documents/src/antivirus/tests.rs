use super::*;

#[test]
fn a_verdict_is_read_to_the_letter() {
    for (answer, verdict) in [
        ("stream: OK\0", Verdict::Clean),
        ("stream: OK\n", Verdict::Clean),
        ("stream: Eicar-Test-Signature.UNOFFICIAL FOUND\0", {
            Verdict::Infected("Eicar-Test-Signature.UNOFFICIAL".into())
        }),
        ("stream: OK FOUND\0", Verdict::Infected("OK".into())),
        ("stream: Heuristics.Encrypted.Zip FOUND\0", Verdict::Encrypted),
        ("stream: Heuristics.Limits.Exceeded.MaxFileSize FOUND\0", Verdict::ExceedsLimits),
    ] {
        assert_eq!(judge(answer.as_bytes()), verdict, "{answer:?}");
    }
}

#[test]
fn whatever_else_is_said_is_no_verdict() {
    for answer in [
        "",
        "OK",
        "stream: ",
        "stream: ok\0",
        "stream: OK OK\0",
        "stream:  OK\0",
        "stream: OK\0\0",
        "other: OK\0",
        "stream: FOUND\0",
        "stream:  FOUND\0",
        "stream: a b FOUND\0",
        "stream: a\nb FOUND\0",
        "INSTREAM size limit exceeded. ERROR\0",
        "stream: Can't allocate memory ERROR\0",
        "HTTP/1.1 200 OK\r\n\r\n",
    ] {
        assert_eq!(
            judge(answer.as_bytes()),
            Verdict::Unavailable(Reason::NotUnderstood),
            "{answer:?}"
        );
    }
}

#[test]
fn an_address_is_a_path_or_a_host_with_a_port() {
    assert_eq!(Address::parse("/run/clamd.ctl"), Some(Address::Socket("/run/clamd.ctl".into())));
    assert_eq!(Address::parse("clamd:3310"), Some(Address::Tcp("clamd:3310".into())));
    for none in ["", "clamd", "clamd:", ":3310", "clamd:0", "clamd:99999", "run/clamd.ctl"] {
        assert_eq!(Address::parse(none), None, "{none}");
    }
}
