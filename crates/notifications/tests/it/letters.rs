//! What a house may say in its own words, and what is sent of it.

use jiff::SignedDuration;
use jiff::tz::TimeZone;
use mailer::{FOREVER, Phone};
use notifications::operations::letters::{in_force, read};
use notifications::{Channel, DOCUMENTS, Fault, Letter, Recipient, Template, Why, check};
use revisions::operations::{Beginning, ask, begin, publish};
use revisions::{Document, Step, Subject};
use sqlx::PgPool;
use uuid::Uuid;
use vocabulary::{Date, Lang};

use crate::support::{Office, Scripted, channels, notice, now, office, tenants};

/// The words of the program with `from` in the place of `to` in `document`.
fn changed(template: Template, document: &str, from: &str, to: &str) -> Letter {
    let own = Letter::built_in(template);
    let texts: Vec<(&str, String)> = own
        .documents()
        .into_iter()
        .map(|(name, text)| {
            if name == document {
                assert!(text.contains(from), "{name} has no {from}");
                (name, text.replace(from, to))
            } else {
                (name, text.to_owned())
            }
        })
        .collect();
    Letter::of(template, texts.iter().map(|(name, text)| (*name, text.as_str())))
}

fn whys(letter: &Letter) -> Vec<(&'static str, Option<usize>, Why)> {
    let told = |Fault { document, line, why }: Fault| (document, line, why);
    check(letter).into_iter().map(told).collect()
}

#[test]
fn the_words_of_the_program_are_sound() {
    for template in Template::ALL {
        assert_eq!(whys(&Letter::built_in(*template)), [], "{}", template.id());
    }
}

#[test]
fn what_is_wrong_is_said_with_its_document_and_its_line() {
    let paid = Template::DossierPaid;
    let of = |document, from, to| whys(&changed(paid, document, from, to));
    assert_eq!(
        of("mail.fr.txt", "Merci.", "Merci {{ prenom }}."),
        [("mail.fr.txt", Some(5), Why::Unknown("prenom".to_owned()))]
    );
    assert_eq!(
        of("mail.en.mjml", "Thank you.", "{{ house.secret }}"),
        [("mail.en.mjml", Some(3), Why::Unknown("house.secret".to_owned()))]
    );
    assert_eq!(
        of("mail.fr.txt", "{{ link }}", "notre site"),
        [("mail.fr.txt", None, Why::Untold("link"))]
    );
    assert_eq!(of("sms.fr.txt", "{{ link }}", ""), [("sms.fr.txt", None, Why::Untold("link"))]);
    assert_eq!(
        of("mail.fr.mjml", "href=\"{{ link }}\"", "href=\"https://ailleurs.example\""),
        [("mail.fr.mjml", None, Why::NoLink("link"))]
    );
    assert_eq!(
        of("mail.en.mjml", "Hello,", "<a href=\"http://plain.example\">Hello</a>"),
        [("mail.en.mjml", Some(2), Why::Address("http://plain.example".to_owned()))]
    );
    assert_eq!(
        of("mail.fr.mjml", "Bonjour,", "< img src=\"https://ailleurs.example/vu.gif\" />"),
        [("mail.fr.mjml", Some(2), Why::Forbidden("<img".to_owned()))]
    );
    assert_eq!(
        of("mail.en.mjml", "Hello,", "{{ link | safe }}"),
        [("mail.en.mjml", Some(2), Why::Forbidden("|safe".to_owned()))]
    );
    let two = of("mail.en.txt", "Hello,", "{{ reference");
    assert!(matches!(two[..], [("mail.en.txt", Some(3..=5), Why::Syntax(_))]), "{two:?}");
    let filter = of("mail.fr.txt", "{{ reference }}", "{{ reference | shout }}");
    assert!(matches!(filter[..], [("mail.fr.txt", Some(5), Why::Syntax(_))]), "{filter:?}");
    let kind = of("mail.fr.txt", "{{ reference }}", "{{ reference | euros }}");
    assert!(matches!(kind[..], [("mail.fr.txt", Some(5), Why::Syntax(_))]), "{kind:?}");
    let page = of("mail.fr.mjml", "Bonjour,</mj-text>", "Bonjour,");
    assert!(matches!(page[..], [("mail.fr.mjml", _, Why::NotMjml)]), "{page:?}");
}

#[test]
fn what_grows_without_end_is_not_filled_to_its_end() {
    let of = |to: &str| whys(&changed(Template::DossierPaid, "mail.fr.txt", "Merci.", to));
    for (code, what) in [
        ("{% for x in [1, 2] %}x{% endfor %}", "["),
        ("{% set x = reference %}", "{% set %}"),
        ("{{ reference ~ reference }}", "~"),
        ("{{ \"}}\" * 9000000 }}", "*"),
    ] {
        let expected = [("mail.fr.txt", Some(5), Why::Forbidden(what.to_owned()))];
        assert_eq!(of(code), expected, "{code}");
    }
    let many = |lists: usize, words: &str| {
        let list = format!("{{%\nfor x in ({}) %}}", "1,".repeat(60));
        format!("{}{words}{}", list.repeat(lists), "{% endfor %}".repeat(lists))
    };
    let vast = of(&many(4, "x"));
    assert!(
        matches!(&vast[..], [("mail.fr.txt", _, Why::Syntax(said))] if said.contains("fuel")),
        "{vast:?}"
    );
    let long = of(&many(2, &"mot ".repeat(500)));
    assert_eq!(long, [("mail.fr.txt", None, Why::TooLong { most: 256 * 1024 })]);
    let five = of(&many(5, "x"));
    let five: Vec<_> = five.into_iter().map(|(_, _, why)| why).collect();
    assert_eq!(five, [Why::Forbidden("{% for %}".to_owned())]);
}

#[test]
fn a_page_brings_nothing_from_elsewhere_and_leads_where_ours_does_however_it_is_written() {
    let why = |document, from, to: &str| {
        let found = whys(&changed(Template::DossierPaid, document, from, to));
        let [(name, _, why)] = &found[..] else { panic!("{to}: {found:?}") };
        assert_eq!(*name, document, "{to}");
        why.clone()
    };
    for (page, what) in [
        ("<video poster=\"https://x.example/a.png\"></video>", "<video"),
        ("<table background=\"https://x.example/a.png\"></table>", "<table background"),
        ("<!--[if mso]><v:fill src=\"https://x.example\" /><![endif]-->", "<!--"),
        ("<a HREF=\"https://x.example\">x</a>", "<a HREF"),
        ("<span style=\"background:u\\72l(https://x.example)\">x</span>", "<span style"),
        ("</mj-text><mj-hero background-url=\"https://x.example\" /><mj-text>", "<mj-hero"),
    ] {
        let found = why("mail.fr.mjml", "Bonjour,", page);
        assert_eq!(found, Why::Forbidden(what.to_owned()), "{page}");
    }
    for page in
        ["{{ reference |\n safe }}", "{{ pieces | map(\"safe\") }}", "{{ reference | escape }}"]
    {
        let letter = changed(Template::DossierPaid, "mail.fr.mjml", "Bonjour,", page);
        assert!(!whys(&letter).is_empty(), "{page}");
    }
    let never = "{% if false %}{{ link }}{% endif %}";
    assert_eq!(why("mail.fr.txt", "{{ link }}", never), Why::Untold("link"));
    assert_eq!(why("sms.en.txt", "{{ link }}", never), Why::Untold("link"));
    let never = "{% if false %}href=\"{{ link }}\"{% endif %}";
    assert_eq!(why("mail.fr.mjml", "href=\"{{ link }}\"", never), Why::NoLink("link"));
    let own = "<a href=\"{{ house.site }}\">{{ house.brand }}</a>";
    let letter = changed(Template::DossierPaid, "mail.fr.mjml", "Bonjour,", own);
    assert_eq!(whys(&letter), []);
}

#[test]
fn a_document_that_is_missing_empty_or_too_long_is_refused() {
    let own = Letter::built_in(Template::DossierPaid);
    for missing in DOCUMENTS {
        let rest = own.documents().into_iter().filter(|(name, _)| *name != missing);
        let letter = Letter::of(Template::DossierPaid, rest);
        assert_eq!(whys(&letter), [(missing, None, Why::Missing)]);
    }
    let subject = changed(Template::PasswordReset, "mail.en.txt", "\n", " ");
    assert!(whys(&subject).contains(&("mail.en.txt", Some(1), Why::NoSubject)));
    let long = "mot ".repeat(120);
    let long = changed(Template::DossierPaid, "sms.en.txt", "Send", &long);
    assert_eq!(whys(&long), [("sms.en.txt", None, Why::TooLong { most: 3 })]);
    let vast = "x".repeat(40_000);
    let vast = changed(Template::DossierPaid, "mail.fr.txt", "Merci", &vast);
    assert_eq!(whys(&vast), [("mail.fr.txt", None, Why::TooLong { most: 32 * 1024 })]);
    let short = [("sms.fr.txt", "x")];
    let own = Letter::built_in(Template::PasswordReset);
    let more = Letter::of(Template::PasswordReset, own.documents().into_iter().chain(short));
    assert_eq!(whys(&more), [("sms.fr.txt", None, Why::NotShort)]);
}

#[test]
fn a_switch_that_is_tried_both_ways_finds_what_only_one_way_says() {
    let own = "{% else %}";
    let letter =
        changed(Template::DossierUnpaid, "mail.en.txt", own, "{% else %}{{ day | euros | day }}");
    assert!(matches!(whys(&letter)[..], [("mail.en.txt", Some(_), Why::Syntax(_))]));
    let optional = changed(Template::DossierDraftEnding, "mail.fr.txt", "Bonjour,", "{{ link }}");
    assert!(matches!(whys(&optional)[..], [("mail.fr.txt", Some(3), Why::Syntax(_))]));
}

/// Two people publish `letter` at `when`, in force from its day on.
async fn published(office: &Office, letter: &Letter, when: jiff::Timestamp) -> Uuid {
    let mut tx = office.enter(tenants()[0]).await;
    let documents: Vec<Document> = letter
        .documents()
        .into_iter()
        .map(|(name, text)| Document { name: name.to_owned(), text: text.to_owned() })
        .collect();
    let beginning = Beginning {
        subject: Subject::Letter,
        part: letter.template().id(),
        note: "Ton",
        based_on: "carteclaire",
        documents: &documents,
        file: None,
    };
    let (ada, max) = (Uuid::now_v7(), Uuid::now_v7());
    let today = when.to_zoned(TimeZone::get("Europe/Paris").unwrap()).date().to_string();
    let today = Date::parse(&today).unwrap();
    let step = |who, edition| Step { who, edition, today, now: when };
    let id = begin(&mut tx, ada, beginning, when).await.unwrap().id;
    ask(&mut tx, (Subject::Letter, id), step(ada, 1), today).await.unwrap();
    publish(&mut tx, (Subject::Letter, id), step(max, 2)).await.unwrap();
    tx.commit().await.unwrap();
    id.0
}

fn hello(words: &str) -> Letter {
    changed(Template::DossierPaid, "mail.fr.txt", "Votre paiement est arrivé", words)
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn each_letter_is_written_in_the_words_in_force_when_it_was_told_and_keeps_their_name(
    pool: PgPool,
) {
    let office = office(&pool).await;
    let channels = channels(Scripted::new("mails", FOREVER, []), None);
    let before = office.tell(&notice(Template::DossierPaid, None)).await;
    let first = published(&office, &hello("Merci à vous"), now()).await;
    let told = office.tell(&notice(Template::DossierPaid, None)).await;
    let other = office.tell(&notice(Template::DossierReady, None)).await;
    let soon = now() + SignedDuration::from_secs(9);
    let second = published(&office, &hello("Mille mercis"), soon).await;
    for id in [before, told, other] {
        office.attempt(&channels, id, 1, now() + SignedDuration::from_secs(60)).await.unwrap();
    }
    let said = async |id| {
        let entry = office.entry(id).await;
        (entry.subject.unwrap(), entry.version)
    };
    assert_eq!(said(before).await, ("Votre paiement est arrivé".to_owned(), None));
    assert_eq!(said(told).await, ("Merci à vous".to_owned(), Some(first)));
    assert_eq!(said(other).await.1, None);
    let mut tx = office.enter(tenants()[0]).await;
    let later = now() + SignedDuration::from_secs(10);
    assert_eq!(in_force(&mut tx, Template::DossierPaid, later).await.unwrap(), Some(second));
    let words = read(&mut tx, Template::DossierPaid, Some(first)).await.unwrap();
    assert_eq!(words, hello("Merci à vous"), "the version of before can be read");
    // Another house says what the program says.
    let mut tx = office.enter(tenants()[1]).await;
    assert_eq!(in_force(&mut tx, Template::DossierPaid, later).await.unwrap(), None);
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn words_that_this_program_cannot_fill_keep_no_letter_back(pool: PgPool) {
    let office = office(&pool).await;
    // Published by another release, which had a value more.
    published(&office, &hello("Bonjour {{ prenom }}"), now()).await;
    let id = office.tell(&notice(Template::DossierPaid, None)).await;
    let channels = channels(Scripted::new("mails", FOREVER, []), None);
    office.attempt(&channels, id, 1, now()).await.unwrap();
    let entry = office.entry(id).await;
    let said = (entry.subject.as_deref(), entry.version);
    assert_eq!(said, (Some("Votre paiement est arrivé"), None));
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn a_letter_with_short_words_goes_to_a_telephone_too_and_no_other_does(pool: PgPool) {
    let office = office(&pool).await;
    let channels = channels(Scripted::new("mails", FOREVER, []), None);
    let mut paid = notice(Template::DossierPaid, Some("sms:paid:1"));
    paid.to = Recipient::Sms(Phone::parse("+33612345678").unwrap());
    let id = office.tell(&paid).await;
    assert_eq!(office.tell(&paid).await, id, "told once");
    office.attempt(&channels, id, 1, now()).await.unwrap();
    let entry = office.entry(id).await;
    assert_eq!((entry.channel.as_str(), entry.provider.as_deref()), ("sms", Some("texts")));
    assert_eq!(entry.subject, None);
    let mut secret = notice(Template::PasswordReset, None);
    secret.to = paid.to;
    let mut tx = office.enter(tenants()[0]).await;
    let refused = notifications::operations::tell(&mut tx, &secret, now()).await;
    assert!(matches!(refused, Err(notifications::operations::Refused::Channel)));
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn what_waits_for_the_morning_is_no_job_of_the_night(pool: PgPool) {
    let office = office(&pool).await;
    let morning = now() + SignedDuration::from_hours(24 * 365);
    let mut tx = office.enter(tenants()[0]).await;
    let notice = notice(Template::DossierPaid, None);
    let told = notifications::operations::tell_at(&mut tx, &notice, (now(), Some(morning))).await;
    told.unwrap();
    tx.commit().await.unwrap();
    let mut conn = office.jobs.acquire().await.unwrap();
    let page = jobs::operations::Page::default();
    let waiting = jobs::operations::waiting(&mut conn, page).await.unwrap();
    assert_eq!(waiting.iter().map(|job| job.run_at).collect::<Vec<_>>(), [morning]);
}

#[test]
fn what_opens_something_goes_by_mail_alone_and_what_happens_to_a_dossier_by_both() {
    use Template::{
        DossierComplement, DossierCpi, DossierCpiReminder, DossierDraftEnding, DossierFiled,
        DossierInvoice, DossierRefusedByAdministration, DossierResume, DossierTitle, ExportReady,
        GuestTask, PasswordReset, SignInLink, SignatureCode,
    };
    for template in [
        DossierDraftEnding,
        DossierResume,
        ExportReady,
        GuestTask,
        PasswordReset,
        SignInLink,
        SignatureCode,
    ] {
        assert!(!template.goes_by(Channel::Sms), "{}", template.id());
    }
    for template in [
        DossierComplement,
        DossierCpi,
        DossierCpiReminder,
        DossierFiled,
        DossierInvoice,
        DossierRefusedByAdministration,
        DossierTitle,
    ] {
        let letter = Letter::built_in(template);
        let values = crate::templates::sample(template);
        for lang in Lang::ALL {
            let text = notifications::render_letter(&letter, Channel::Sms, *lang, &values);
            let text = text.unwrap().text;
            // Whoever sees the telephone lie there reads neither a number of the administration nor its words.
            for kept in ["number", "plate", "tracking", "words"] {
                let value = values.get(kept).and_then(serde_json::Value::as_str);
                assert!(value.is_none_or(|value| !text.contains(value)), "{kept}: {text}");
            }
        }
    }
}

#[test]
fn short_words_fit_two_texts_and_lead_to_the_dossier() {
    let texts = Template::ALL.iter().filter(|template| template.channel() == Channel::Email);
    let texts: Vec<_> = texts.filter(|template| template.goes_by(Channel::Sms)).collect();
    assert!(texts.len() >= 10, "{texts:?}");
    for template in texts {
        for lang in Lang::ALL {
            let values = crate::templates::sample(*template);
            let letter = Letter::built_in(*template);
            let text = notifications::render_letter(&letter, Channel::Sms, *lang, &values);
            let text = notifications::plainly(&text.unwrap().text);
            let length = notifications::Length::of(&text);
            assert!(length.plain && length.parts <= 2, "{}: {text} {length:?}", template.id());
            assert!(text.contains("https://carteclaire.example/"), "{text}");
        }
    }
}
