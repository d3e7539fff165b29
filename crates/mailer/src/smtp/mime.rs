use lettre::message::header::{ContentType, Header, HeaderName, HeaderValue};
use lettre::message::{Mailbox, Message, MultiPart, SinglePart};

use crate::message::{Letter, Party};
use crate::provider::Failure;

/// The letter as RFC 5322 writes it: words first, page second.
pub(crate) fn message(letter: &Letter) -> Result<Message, Failure> {
    let ours = |_| Failure::Misconfigured("address of the sender".into());
    let theirs = |_| Failure::Refused("address of the recipient".into());
    let mut builder = Message::builder()
        .message_id(Some(message_id(letter)))
        .from(mailbox(&letter.from).map_err(ours)?)
        .to(mailbox(&letter.to).map_err(theirs)?)
        .subject(&letter.subject)
        .header(Plain::<0>(letter.language.id().into()))
        // No automatic answer to an automatic mail (RFC 3834).
        .header(Plain::<1>("auto-generated".into()));
    if let Some(address) = &letter.reply_to {
        builder = builder.reply_to(address.parse().map_err(ours)?);
    }
    if let Some(address) = &letter.list_unsubscribe {
        builder = builder
            .header(Plain::<2>(format!("<{address}>")))
            .header(Plain::<3>("List-Unsubscribe=One-Click".into()));
    }
    let part = |kind, body: &String| SinglePart::builder().header(kind).body(body.clone());
    let parts = MultiPart::alternative()
        .singlepart(part(ContentType::TEXT_PLAIN, &letter.text))
        .singlepart(part(ContentType::TEXT_HTML, &letter.html));
    builder.multipart(parts).map_err(|_| Failure::Refused("cannot be written".into()))
}

/// Made from our id, so that a repetition has the same: a server or a mailbox may then keep one.
pub(crate) fn message_id(letter: &Letter) -> String {
    format!("<{}@{}>", letter.id, letter.from.domain())
}

fn mailbox(party: &Party) -> Result<Mailbox, lettre::address::AddressError> {
    let name = (!party.name.is_empty()).then(|| party.name.clone());
    Ok(Mailbox::new(name, party.address.parse()?))
}

/// A header of plain text; the number is its name's place in [`NAMES`].
#[derive(Clone)]
struct Plain<const NAME: usize>(String);

const NAMES: [&str; 4] =
    ["Content-Language", "Auto-Submitted", "List-Unsubscribe", "List-Unsubscribe-Post"];

impl<const NAME: usize> Header for Plain<NAME> {
    fn name() -> HeaderName {
        HeaderName::new_from_ascii_str(NAMES[NAME])
    }

    fn parse(text: &str) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        Ok(Self(text.to_owned()))
    }

    fn display(&self) -> HeaderValue {
        HeaderValue::new(Self::name(), self.0.clone())
    }
}
