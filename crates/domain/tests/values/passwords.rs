//! What any password must be, and what a policy asks beyond that.

use enroll_domain::Rule;
use enroll_domain::password::{
    CharacterClass, ContextWords, Password, PasswordHash, PasswordPolicy, PolicyError, Strength,
};
use proptest::prelude::*;

fn password(text: &str) -> Password {
    match Password::parse(text) {
        Ok(password) => password,
        Err(rule) => panic!("refused: {rule:?}"),
    }
}

fn parsed(text: &str) -> Result<String, Rule> {
    Password::parse(text).map(|password| password.expose().to_owned())
}

fn broken(policy: &PasswordPolicy, text: &str) -> Vec<&'static str> {
    policy
        .check(&password(text), &[], None)
        .into_iter()
        .map(Rule::code)
        .collect()
}

#[test]
fn a_password_is_one_however_it_is_composed_and_spaced() {
    assert_eq!(parsed("jose\u{301}\u{A0}1"), Ok("jos\u{E9} 1".to_owned()));
    assert_eq!(parsed(" spaces stay "), Ok(" spaces stay ".to_owned()));
    // Full-width letters stay themselves: RFC 8265 does not map width in passwords.
    assert_eq!(parsed("Ａ"), Ok("Ａ".to_owned()));
}

#[test]
fn a_password_is_not_empty_not_endless_and_without_control_characters() {
    assert_eq!(parsed(""), Err(Rule::Required));
    assert_eq!(parsed(&"a".repeat(1024)).map(|text| text.len()), Ok(1024));
    assert_eq!(parsed(&"a".repeat(1025)), Err(Rule::TooLong { max: 1024 }));
    for control in ('\0'..='\u{9F}')
        .filter(|c| c.is_control())
        .chain(['\u{2028}', '\u{2029}'])
    {
        assert_eq!(parsed(&format!("secret{control}")), Err(Rule::ControlCharacter));
    }
    assert_eq!(parsed("se\u{202E}cret").map_err(Rule::code), Err("malformed"));
}

#[test]
fn neither_passwords_nor_hashes_show_when_debugged() {
    let shown = format!(
        "{:?} {:?}",
        password("hunter2"),
        PasswordHash::from_phc("$argon2id$hunter2".to_owned())
    );
    assert!(!shown.contains("hunter2"), "{shown}");
}

#[test]
fn the_modern_policy_asks_for_length_and_strength_but_for_no_classes() {
    let policy = PasswordPolicy::modern();
    assert_eq!(policy.validate(), Ok(()));
    let rules = |text: &str, score: u8| policy.check(&password(text), &[], Strength::new(score));
    assert_eq!(rules("correct horse", 3), []);
    assert_eq!(rules("correct horse", 2), [Rule::TooWeak]);
    assert_eq!(rules("abc", 0), [Rule::TooShort { min: 8 }, Rule::TooWeak]);
    assert_eq!(rules(&"ab".repeat(129), 4), [Rule::TooLong { max: 256 }]);
}

#[test]
fn a_password_that_nobody_measured_is_not_strong() {
    assert_eq!(
        PasswordPolicy::modern().check(&password("correct horse"), &[], None),
        [Rule::TooWeak]
    );
}

#[test]
fn length_is_counted_in_characters_after_composing() {
    let policy = PasswordPolicy::with_length(4, 4);
    assert_eq!(broken(&policy, "e\u{301}e\u{301}e\u{301}e\u{301}"), [""; 0]);
    assert_eq!(broken(&policy, "😀😀😀"), ["too_short"]);
}

#[test]
fn a_policy_of_classes_says_how_many_are_missing() {
    use CharacterClass::{Digit, Lower, Symbol, Upper};
    let all = PasswordPolicy::with_length(1, 64).requiring(&[Upper, Lower, Digit, Symbol]);
    let missing = |policy: &PasswordPolicy, text: &str| policy.check(&password(text), &[], None);
    assert_eq!(missing(&all, "aA1!"), []);
    assert_eq!(missing(&all, "aA1 "), []);
    assert_eq!(missing(&all, "aaaa"), [Rule::MissingClasses { missing: 3 }]);
    assert_eq!(all.lacking(&password("aa1")), [Upper, Symbol]);
    let three = PasswordPolicy::with_length(1, 64).k_of_n(3);
    assert_eq!(missing(&three, "aA1"), []);
    assert_eq!(missing(&three, "a1"), [Rule::MissingClasses { missing: 1 }]);
    assert_eq!(three.lacking(&password("a1")), [], "any third will do");
    let both = PasswordPolicy::with_length(1, 64).requiring(&[Digit, Digit]).k_of_n(2);
    assert_eq!(missing(&both, "aA"), [Rule::MissingClasses { missing: 1 }]);
    assert_eq!(missing(&both, "11"), [Rule::MissingClasses { missing: 1 }]);
}

#[test]
fn every_broken_rule_is_told_at_once() {
    let policy = PasswordPolicy::with_length(10, 20)
        .requiring(&[CharacterClass::Digit])
        .forbidding(&[' '])
        .context_words(ContextWords::Forbidden)
        .min_strength(Strength::new(2));
    let rules: Vec<_> = policy
        .check(&password("i ada"), &["i-ada"], Strength::new(1))
        .into_iter()
        .map(Rule::code)
        .collect();
    assert_eq!(
        rules,
        [
            "too_short",
            "missing_classes",
            "forbidden_character",
            "contains_context",
            "too_weak"
        ]
    );
}

#[test]
fn a_password_does_not_hold_its_owners_words() {
    let policy = PasswordPolicy::with_length(1, 256).context_words(ContextWords::Forbidden);
    let context = [
        "ada.lovelace@engine-works.example.info",
        "Countess_Byron",
        "Ada",
        "jo.doe@x.org",
    ];
    let holds = |text: &str| policy.check(&password(text), &context, None) == [Rule::ContainsContext];
    for text in [
        "xlovelacex",
        "LOVELACE!",
        "l0v3lac3",
        "L.o.v.e.l.a.c.e",
        "my engine runs",
        "example 9",
        "bYrOn-1815",
        "8yron c0unte55",
        "adalovelace",
        "jodoe-2024",
    ] {
        assert!(holds(text), "{text}");
    }
    // Three letters occur by chance, and the top-level domain says nothing of the owner.
    for text in ["ada-1815-xyz", "information", "love lacks", "orgx"] {
        assert!(!holds(text), "{text}");
    }
    let open = PasswordPolicy::with_length(1, 256);
    assert_eq!(open.check(&password("lovelace"), &context, None), []);
}

#[test]
fn a_policy_that_no_password_meets_is_refused() {
    use CharacterClass::{Digit, Upper};
    assert_eq!(PasswordPolicy::with_length(0, 8).validate(), Err(PolicyError::Lengths));
    assert_eq!(PasswordPolicy::with_length(9, 8).validate(), Err(PolicyError::Lengths));
    assert_eq!(
        PasswordPolicy::with_length(8, 2000).validate(),
        Err(PolicyError::Unreadable)
    );
    assert_eq!(
        PasswordPolicy::with_length(1, 8).k_of_n(5).validate(),
        Err(PolicyError::Classes)
    );
    assert_eq!(
        PasswordPolicy::with_length(1, 1).requiring(&[Upper, Digit]).validate(),
        Err(PolicyError::Classes)
    );
    assert_eq!(
        PasswordPolicy::with_length(1, 1).requiring(&[Upper, Upper]).validate(),
        Ok(())
    );
}

#[test]
fn strength_lies_between_0_and_4() {
    assert_eq!(Strength::new(4), Some(Strength::MAX));
    assert_eq!(Strength::new(5), None);
    assert_eq!(Strength::from_score(200), Strength::MAX);
    assert_eq!(Strength::from_score(2).score(), 2);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn reading_a_password_again_changes_nothing(text in "\\PC{1,40}") {
        if let Ok(once) = parsed(&text) {
            prop_assert_eq!(parsed(&once), Ok(once));
        }
    }

    #[test]
    fn the_length_rules_count_what_is_kept(text in "[a-z\u{e9}\u{1F600}]{1,40}", min in 1usize..20, span in 0usize..20) {
        let rules = PasswordPolicy::with_length(min, min + span).check(&password(&text), &[], None);
        let length = text.chars().count();
        prop_assert_eq!(rules.contains(&Rule::TooShort { min }), length < min);
        prop_assert_eq!(rules.contains(&Rule::TooLong { max: min + span }), length > min + span);
    }

    #[test]
    fn a_context_word_is_found_wherever_it_stands(word in "[a-zA-Z]{4,12}", before in "[a-z .]{0,8}", after in "[0-9 !]{0,8}") {
        let policy = PasswordPolicy::with_length(1, 256).context_words(ContextWords::Forbidden);
        let text = format!("{before}{}{after}", word.to_uppercase());
        prop_assert_eq!(policy.check(&password(&text), &[&word], None), [Rule::ContainsContext]);
    }
}
