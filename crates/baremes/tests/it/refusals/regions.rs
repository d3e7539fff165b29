use baremes::Reason;

use super::{check, refused};

#[test]
fn regions_and_departements_are_checked() {
    let unknown = refused("y1_regional.toml", "region = \"84\"", "region = \"99\"");
    assert_eq!(unknown.len(), 2, "{unknown:?}");
    assert_eq!(unknown[0].key, "rate[0].region");
    assert_eq!(unknown[0].reason, Reason::UnknownRegion("99".into()));
    assert!(matches!(&unknown[1].reason, Reason::Gap { what, .. } if what == "region 84"));
    let file = "regions.toml";
    check(file, "\"21\"", "\"01\"", "region[1].departements[0]", Reason::Twice("01".into()));
    check(file, "\"21\"", "\"20\"", "region[1].departements[0]", Reason::BadCode("20".into()));
    let twice = refused(file, "code = \"27\"", "code = \"84\"");
    assert!(
        twice.iter().any(|one| one.key == "region[1]" && one.reason == Reason::Twice("84".into()))
    );
}
