//! Every language says every mail, in its own words, with the link in both parts.

use enroll_domain::Timestamp;
use enroll_domain::id::{MessageId, ProofId, TenantId, UserId};
use enroll_domain::identifier::EmailAddress;
use enroll_domain::proof::{ProofState, Purpose, RootKeyId, Subject};
use enroll_domain::registration::CodePolicy;
use enroll_domain::typed_code::TypedCode;
use enroll_repository::{BudgetClass, Notice};
use uuid::Uuid;

use super::super::{CodePart, letter};
use super::*;

const LINK: &str = "https://id.example.org/confirm?token=AbC-_1";

fn proof() -> Proof {
    let made_at = Timestamp::from_micros(1_764_000_000_000_000);
    Proof {
        id: ProofId::from_uuid(Uuid::from_u128(1)),
        tenant: TenantId::DEFAULT,
        purpose: Purpose::Confirmation,
        subject: Subject::Address,
        address: EmailAddress::parse("jane@example.com").unwrap(),
        landing: None,
        key: RootKeyId::new("00000000".to_owned()),
        made_at,
        expires_at: made_at.plus(Duration::from_secs(24 * 3600)),
        state: ProofState::Open,
    }
}

/// Every mail, with whether it carries a link.
fn mails() -> Vec<(Mail, bool)> {
    let (proof, class) = (ProofId::from_uuid(Uuid::from_u128(1)), BudgetClass::Registration);
    let user = UserId::from_uuid(Uuid::from_u128(2));
    let mut mails = vec![
        (Mail::Activation { proof, class }, true),
        (Mail::FirstPassword { proof, class: None }, true),
        (Mail::Confirmation { proof, class }, true),
        (Mail::AccountExists { proof }, true),
        (Mail::PasswordReset { proof }, true),
        (Mail::Suspended { user, class }, false),
        (Mail::AddressChange { proof }, true),
    ];
    mails.extend(Notice::ALL.iter().map(|&notice| {
        let class = None;
        (Mail::Notice { notice, user, class }, false)
    }));
    mails
}

#[test]
fn every_language_says_every_mail_and_both_parts_hold_the_link() {
    for &language in Language::ALL {
        for (mail, linked) in mails() {
            let proof = linked.then(proof);
            let words = words_of(mail, proof.as_ref(), language);
            let link = linked.then_some(LINK);
            let to = EmailAddress::parse("jane@example.com").unwrap();
            let id = MessageId::from_uuid(Uuid::from_u128(3));
            let letter = letter(id, to, &words, link, None, "id.example.org").unwrap();
            let place = format!("{language:?} {}", mail.code());
            assert!(!words.subject.is_empty() && !words.before.is_empty(), "{place}");
            assert_eq!(words.button.is_empty(), !linked, "{place}");
            assert_eq!(letter.text.contains(LINK), linked, "{place}: {}", letter.text);
            assert_eq!(letter.html.contains(LINK), linked, "{place}: {}", letter.html);
            assert!(
                letter.html.contains(&format!("<html lang=\"{}\">", words.language)),
                "{place}"
            );
            let span = language.tongue().in_words(Duration::from_secs(24 * 3600));
            assert!(span.starts_with("24 "), "{place}: {span}");
            assert_eq!(letter.text.contains(&span), linked, "{place}: {}", letter.text);
        }
    }
}

#[test]
fn every_language_says_a_code_in_both_parts_and_for_how_long_it_works() {
    let (code, codes) = (TypedCode::of_mac(&[0xff; 32]), CodePolicy::default());
    let mut said = Vec::new();
    for &language in Language::ALL {
        let part = CodePart::new(&code, &codes, language);
        let (mail, _) = mails()[0];
        let words = words_of(mail, Some(&proof()), language);
        let to = EmailAddress::parse("jane@example.com").unwrap();
        let id = MessageId::from_uuid(Uuid::from_u128(3));
        let letter = letter(id, to, &words, Some(LINK), Some(&part), "id.example.org").unwrap();
        let above = language.above_code(codes.lifetime);
        assert!(above.contains("10 min") || above.contains("10 Min"), "{above}");
        for text in [&letter.text, &letter.html] {
            assert!(
                text.contains(&above) && text.contains("2963 9935"),
                "{language:?}: {text}"
            );
        }
        said.push(above);
    }
    said.sort();
    said.dedup();
    assert_eq!(said.len(), Language::ALL.len());
}

#[test]
fn no_language_borrows_the_words_of_another() {
    let texts: Vec<_> = Language::ALL
        .iter()
        .flat_map(|language| {
            let words = mails().into_iter().map(|(mail, _)| words_of(mail, None, *language));
            words.flat_map(|words| {
                let paragraphs = words.before.iter().map(|text| (*text).to_owned());
                paragraphs.chain([words.subject.into_owned()]).collect::<Vec<_>>()
            })
        })
        .collect();
    for language in Language::ALL {
        let own = words_of(mails()[0].0, None, *language);
        let said = |text: &&String| **text == own.subject;
        assert_eq!(texts.iter().filter(said).count(), 1, "{language:?}");
        let said = |text: &&String| text.as_str() == own.before[1];
        assert_eq!(texts.iter().filter(said).count(), 1, "{language:?}");
    }
}

#[test]
fn a_notice_says_when_it_happened_in_the_language_of_its_reader() {
    let at = Timestamp::from_micros(1_790_000_000_000_000);
    for &language in Language::ALL {
        let (user, class) = (UserId::from_uuid(Uuid::from_u128(2)), None);
        let notice = Notice::AddressChangeAsked;
        let mut words = words_of(Mail::Notice { notice, user, class }, None, language);
        tell_when(&mut words, language, at);
        assert!(
            words.after[0].contains("2026-09-21 14:13 UTC"),
            "{language:?}: {:?}",
            words.after
        );
    }
}

#[test]
fn a_reader_is_written_to_by_language_whatever_the_country_and_in_english_if_there_is_no_other() {
    for (tag, language) in [
        (Some("de-AT"), Language::German),
        (Some("FR"), Language::French),
        (Some("es-419"), Language::Spanish),
        (Some("pt_PT"), Language::Portuguese),
        (Some("it"), Language::Italian),
        (Some("nl-BE"), Language::Dutch),
        (Some("en-US"), Language::English),
        (Some("ja-JP"), Language::English),
        (Some("den"), Language::English),
        (Some(""), Language::English),
        (None, Language::English),
    ] {
        assert_eq!(Language::of(tag), language, "{tag:?}");
    }
}

#[test]
fn a_span_is_told_in_the_greatest_unit_that_fits() {
    for (language, seconds, words) in [
        (Language::English, 24 * 3600, "24 hours"),
        (Language::English, 7 * 24 * 3600, "7 days"),
        (Language::English, 3600, "one hour"),
        (Language::English, 90 * 60, "90 minutes"),
        (Language::English, 60, "one minute"),
        (Language::English, 36 * 3600, "36 hours"),
        (Language::German, 7 * 24 * 3600, "7 Tage"),
        (Language::French, 3600, "une heure"),
        (Language::Dutch, 24 * 3600, "24 uur"),
        (Language::Italian, 3600, "un’ora"),
    ] {
        let told = language.tongue().in_words(Duration::from_secs(seconds));
        assert_eq!(told, words, "{language:?}");
    }
}
