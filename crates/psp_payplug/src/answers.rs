//! The fields of PayPlug's objects that we rely on, and what they mean.

use jiff::Timestamp;
use psp::{
    About, CheckoutState, Failure, Movement, MovementKind, Notice, Opened, RefundStanding,
    RefundState, Standing,
};
use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::{Map, Value};
use uuid::Uuid;
use vocabulary::Cents;

/// A page of a list.
#[derive(Deserialize)]
pub(crate) struct Listed<T> {
    pub(crate) data: Vec<T>,
    #[serde(default)]
    has_more: Option<bool>,
    #[serde(default)]
    per_page: Option<usize>,
}

impl<T> Listed<T> {
    /// Nothing comes after it. PayPlug may give fewer at once than the `asked`.
    pub(crate) fn is_last(&self, asked: usize) -> bool {
        let full = self.per_page.unwrap_or(asked).clamp(1, asked);
        self.has_more == Some(false) || self.data.len() < full
    }
}

/// Why PayPlug refused. Its sentences are not read: they quote what was sent.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(crate) struct Problem {
    details: Option<Map<String, Value>>,
}

impl Problem {
    /// The fields that it refused, when they look like some.
    pub(crate) fn fields(&self) -> String {
        let fits = |name: &&String| {
            name.len() <= 40 && name.bytes().all(|it| it.is_ascii_lowercase() || it == b'_')
        };
        let names = self.details.iter().flat_map(Map::keys).filter(fits).take(5);
        names.map(String::as_str).collect::<Vec<_>>().join(",")
    }
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Hosted {
    payment_url: Option<String>,
    return_url: Option<String>,
    paid_at: Option<i64>,
}

/// A payment, which is its page, too.
#[derive(Deserialize)]
pub(crate) struct Payment {
    id: String,
    amount: i64,
    #[serde(default)]
    amount_refunded: i64,
    currency: String,
    created_at: i64,
    #[serde(default)]
    paid_at: Option<i64>,
    is_paid: bool,
    #[serde(default)]
    failure: Option<IgnoredAny>,
    #[serde(default, rename = "hosted_payment")]
    hosted: Option<Hosted>,
    /// Others' payments of the account may hold anything here.
    #[serde(default)]
    metadata: Value,
}

impl Payment {
    pub(crate) fn id(&self) -> &str {
        &self.id
    }

    /// When it was made, in seconds since 1970.
    pub(crate) const fn made_at(&self) -> i64 {
        self.created_at
    }

    pub(crate) fn ours(&self) -> Option<Uuid> {
        self.metadata.get("checkout")?.as_str()?.parse().ok()
    }

    pub(crate) fn cents(&self) -> Result<Cents, Failure> {
        euros(self.amount, &self.currency)
    }

    /// Where it stands. « failure » is PayPlug's last word on a page: aborted, its time over, the card refused too often; what
    /// was refused once and may be tried again is none. What says that it was paid was paid, whatever else it says.
    pub(crate) const fn state(&self) -> CheckoutState {
        if self.is_paid || self.was_given_back() {
            CheckoutState::Paid
        } else if self.failure.is_some() {
            CheckoutState::Closed
        } else {
            CheckoutState::Open
        }
    }

    pub(crate) const fn was_given_back(&self) -> bool {
        self.amount_refunded > 0
    }

    /// The page to send somebody to, for `total`. One that was paid leads back to us, where what became of it is read.
    pub(crate) fn opened(&self, total: Cents) -> Result<Opened, Failure> {
        if self.cents()? != total {
            return Err(Failure::Unreadable("a page that asks for another sum"));
        }
        let hosted = self.hosted.as_ref();
        let page = match self.state() {
            CheckoutState::Paid => hosted.and_then(|it| it.return_url.clone()),
            CheckoutState::Open => hosted.and_then(|it| it.payment_url.clone()),
            CheckoutState::Closed => {
                return Err(Failure::Refused("page that is over".to_owned()));
            }
        };
        let page = page.ok_or(Failure::Unreadable("a page without an address"))?;
        Ok(Opened { reference: self.id.clone(), page })
    }

    pub(crate) fn standing(&self) -> Result<Standing, Failure> {
        let state = self.state();
        Ok(Standing {
            reference: self.id.clone(),
            ours: self.ours(),
            state,
            cents: self.cents()?,
            payment: (state == CheckoutState::Paid).then(|| self.id.clone()),
        })
    }

    fn paid_at(&self) -> Result<Timestamp, Failure> {
        let hosted = self.hosted.as_ref().and_then(|it| it.paid_at);
        instant(self.paid_at.or(hosted).unwrap_or(self.created_at))
    }

    /// What is to be told of it, once it was paid.
    pub(crate) fn notice(&self) -> Result<Option<Notice>, Failure> {
        if self.state() != CheckoutState::Paid {
            return Ok(None);
        }
        let about = About::Checkout(self.id.clone());
        let (id, kind) = (format!("{}:swept", self.id), "payment.paid".to_owned());
        Ok(Some(Notice { id, kind, about, at: self.paid_at()? }))
    }

    /// What the account grew by when it was paid.
    pub(crate) fn movement(&self) -> Result<Option<Movement>, Failure> {
        if self.state() != CheckoutState::Paid {
            return Ok(None);
        }
        Ok(Some(Movement {
            reference: self.id.clone(),
            kind: MovementKind::Payment,
            source: Some(self.id.clone()),
            ours: self.ours(),
            gross: self.cents()?,
            fee: Cents(0),
            at: self.paid_at()?,
        }))
    }
}

/// Money given back. PayPlug has no other state for it: what is listed was given back.
#[derive(Deserialize)]
pub(crate) struct Refund {
    id: String,
    amount: i64,
    currency: String,
    created_at: i64,
    #[serde(default)]
    metadata: Value,
}

impl Refund {
    pub(crate) fn ours(&self) -> Option<Uuid> {
        self.metadata.get("refund")?.as_str()?.parse().ok()
    }

    fn name(&self, payment: &str) -> String {
        format!("{payment}/{}", self.id)
    }

    pub(crate) fn standing(&self, payment: &str) -> Result<RefundStanding, Failure> {
        Ok(RefundStanding {
            reference: self.name(payment),
            ours: self.ours(),
            payment: Some(payment.to_owned()),
            cents: euros(self.amount, &self.currency)?,
            state: RefundState::Done,
        })
    }

    pub(crate) fn notice(&self, payment: &str) -> Result<Notice, Failure> {
        let name = self.name(payment);
        Ok(Notice {
            id: format!("{name}:swept"),
            kind: "refund".to_owned(),
            about: About::Refund(name),
            at: instant(self.created_at)?,
        })
    }

    /// What the account shrank by.
    pub(crate) fn movement(&self, payment: &str) -> Result<Movement, Failure> {
        let name = self.name(payment);
        Ok(Movement {
            reference: name.clone(),
            kind: MovementKind::Refund,
            source: Some(name),
            ours: self.ours(),
            gross: -euros(self.amount, &self.currency)?,
            fee: Cents(0),
            at: instant(self.created_at)?,
        })
    }
}

/// A notification: of the object that it holds, only names are read.
#[derive(Deserialize)]
pub(crate) struct Report {
    object: String,
    id: String,
    #[serde(default)]
    payment_id: Option<String>,
}

impl Report {
    /// The provider's word for it, and what is to be read again; `None` for what is no notification of PayPlug's.
    pub(crate) fn about(&self) -> Option<(String, About)> {
        let about = match self.object.as_str() {
            "payment" => crate::about(&self.id, None)?,
            "refund" => crate::about(self.payment_id.as_deref()?, Some(&self.id))?,
            kind if is_code(kind) => About::Other,
            _ => return None,
        };
        Some((self.object.clone(), about))
    }
}

fn is_code(text: &str) -> bool {
    let fits = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_';
    (1..=60).contains(&text.len()) && text.bytes().all(fits)
}

/// A sum of PayPlug, which must be of euros.
fn euros(cents: i64, currency: &str) -> Result<Cents, Failure> {
    if currency.eq_ignore_ascii_case("eur") {
        Ok(Cents(cents))
    } else {
        Err(Failure::Unreadable("a sum that is not in euros"))
    }
}

fn instant(seconds: i64) -> Result<Timestamp, Failure> {
    Timestamp::from_second(seconds).map_err(|_| Failure::Unreadable("a payment of no day"))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn payment(change: &Value) -> Payment {
        let mut object = json!({
            "id": "pay_1", "object": "payment", "amount": 3_300, "amount_refunded": 0, "currency": "EUR",
            "created_at": 1_434_010_787, "is_paid": false, "failure": null, "metadata": [],
            "hosted_payment": {
                "payment_url": "https://secure.payplug.com/pay/1", "return_url": "https://site/retour", "paid_at": null,
            },
        });
        for (name, value) in change.as_object().unwrap() {
            object[name] = value.clone();
        }
        serde_json::from_value(object).unwrap()
    }

    #[test]
    fn a_page_is_open_until_it_is_paid_or_said_to_have_failed() {
        let state = |change: Value| payment(&change).state();
        assert_eq!(state(json!({})), CheckoutState::Open);
        for code in ["aborted", "timeout", "card_declined", "3ds_declined"] {
            assert_eq!(state(json!({ "failure": { "code": code } })), CheckoutState::Closed);
        }
        assert_eq!(state(json!({ "is_paid": true })), CheckoutState::Paid);
        let both = json!({ "is_paid": true, "failure": { "code": "timeout" } });
        assert_eq!(state(both), CheckoutState::Paid, "what was paid was paid");
        assert_eq!(state(json!({ "amount_refunded": 1 })), CheckoutState::Paid);
    }

    #[test]
    fn a_page_of_another_sum_or_currency_is_never_shown() {
        assert!(payment(&json!({})).opened(Cents(3_300)).is_ok());
        assert!(payment(&json!({})).opened(Cents(3_301)).is_err());
        assert!(payment(&json!({ "currency": "USD" })).opened(Cents(3_300)).is_err());
        let paid = payment(&json!({ "is_paid": true })).opened(Cents(3_300)).unwrap();
        assert_eq!(paid.page, "https://site/retour", "who has paid is not asked again");
    }

    #[test]
    fn what_others_left_in_their_payments_is_none_of_ours() {
        for metadata in [json!(null), json!([]), json!({ "checkout": 4 }), json!("text")] {
            assert_eq!(payment(&json!({ "metadata": metadata })).ours(), None);
        }
        let id = Uuid::from_u128(7);
        assert_eq!(payment(&json!({ "metadata": { "checkout": id } })).ours(), Some(id));
    }

    #[test]
    fn a_list_that_gives_fewer_than_asked_for_goes_on_while_its_pages_are_full() {
        let listed = |text: Value| serde_json::from_value::<Listed<u8>>(text).unwrap();
        assert!(!listed(json!({ "per_page": 2, "data": [1, 2] })).is_last(100));
        assert!(listed(json!({ "per_page": 2, "data": [1] })).is_last(100));
        assert!(listed(json!({ "data": [1, 2] })).is_last(100));
        assert!(listed(json!({ "per_page": 2, "has_more": false, "data": [1, 2] })).is_last(100));
        assert!(listed(json!({ "per_page": 0, "data": [] })).is_last(100), "and it ends");
    }

    #[test]
    fn a_refusal_names_fields_and_quotes_nobody() {
        let of = |text: Value| serde_json::from_value::<Problem>(text).unwrap().fields();
        let said = json!({
            "object": "error", "message": "lea@example.org is wrong",
            "details": { "billing": { "email": "lea@example.org" }, "lea@example.org": "" },
        });
        assert_eq!(of(said), "billing");
        assert_eq!(of(json!({ "details": null })), "");
    }

    #[test]
    fn only_a_notification_of_a_payment_or_a_refund_says_what_to_read() {
        let of = |text: Value| serde_json::from_value::<Report>(text).ok()?.about();
        let about = |text| of(text).map(|(_, about)| about);
        let payment = json!({ "object": "payment", "id": "pay_5iHM", "is_paid": true });
        assert_eq!(about(payment), Some(About::Checkout("pay_5iHM".to_owned())));
        let refund = json!({ "object": "refund", "id": "re_3N", "payment_id": "pay_5iHM" });
        assert_eq!(about(refund), Some(About::Refund("pay_5iHM/re_3N".to_owned())));
        let plan = json!({ "object": "installment_plan", "id": "inst_1" });
        assert_eq!(about(plan), Some(About::Other));
        for id in ["pay_../../customers", "pay_", "5iHM", "pay_1/refunds", "pay_1?x"] {
            assert_eq!(about(json!({ "object": "payment", "id": id })), None, "{id}");
        }
        assert_eq!(about(json!({ "object": "refund", "id": "re_3N" })), None);
    }
}
