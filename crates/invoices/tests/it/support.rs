use invoices::operations::House;
use invoices::{Address, Buyer, Content, Corrected, Item, Kind, Line, Number, Seller, Sum};
use jiff::Timestamp;
use sealing::MasterKeys;
use sqlx::postgres::PgPoolOptions;
use sqlx::{Executor as _, PgPool, Postgres, Transaction};
use tenants::{Directory, TenantId};
use uuid::Uuid;
use vocabulary::{Cents, Date};

pub(crate) fn now() -> Timestamp {
    "2026-11-21T12:00:00Z".parse().unwrap()
}

pub(crate) fn day(text: &str) -> Date {
    Date::parse(text).unwrap()
}

/// The two demonstration tenants.
pub(crate) fn tenants() -> [Uuid; 2] {
    let directory = Directory::builtin().unwrap();
    [directory.tenants[0].id.0, directory.tenants[1].id.0]
}

pub(crate) fn seller() -> Seller {
    Seller {
        name: "CarteClaire Démonstration".to_owned(),
        brand: "CarteClaire".to_owned(),
        legal_form: "SAS".to_owned(),
        capital: "10 000 €".to_owned(),
        address: Address::read("1 rue de l’Exemple, 75011 Paris"),
        siren: "732 829 320".to_owned(),
        rcs: "RCS Paris 732 829 320".to_owned(),
        vat_number: "FR44 732829320".to_owned(),
        email: "contact@carteclaire.example".to_owned(),
        phone: "01 99 00 00 00".to_owned(),
        iban: "FR76 3000 6000 0112 3456 7890 189".to_owned(),
        demo: false,
    }
}

fn line(item: Item, label: &str, net: i64, vat: i64) -> Line {
    Line { item, label: label.to_owned(), sum: Sum { net: Cents(net), vat: Cents(vat) } }
}

/// An invoice of 427,00 of taxes and a fee of 24,92 before VAT.
pub(crate) fn content() -> Content {
    Content {
        seller: seller(),
        buyer: Buyer {
            name: "DURAND Léa <& fils>".to_owned(),
            address: Address {
                line: "12 rue des Lilas".to_owned(),
                more: "Chez M. Œuvrard".to_owned(),
                postcode: "69003".to_owned(),
                city: "Lyon".to_owned(),
            },
            siren: String::new(),
            email: "lea@exemple.fr".to_owned(),
        },
        reference: "CG-2026-000001".to_owned(),
        service: "Changement de titulaire du certificat d’immatriculation, véhicule AB-123-CD"
            .to_owned(),
        served_on: day("2026-11-21"),
        paid_on: day("2026-11-21"),
        means: "card".to_owned(),
        lines: vec![
            line(Item::Tax("y1".to_owned()), "Y.1 – Taxe régionale", 41_370, 0),
            line(Item::Tax("y4".to_owned()), "Y.4 – Taxe fixe", 1_376, 0),
            line(Item::Rounding, "Arrondi à l’euro", -46, 0),
            line(Item::Fee, "Traitement du dossier", 2_492, 498),
        ],
        vat_rate: 2_000,
        corrects: Vec::new(),
    }
}

/// The credit note that takes all of it back.
pub(crate) fn credit_note() -> Content {
    let corrects =
        vec![Corrected { number: "F-2026-000001".to_owned(), issued_on: day("2026-11-21") }];
    Content { corrects, ..content() }
}

pub(crate) fn number(kind: Kind, place: u32) -> Number {
    Number { kind, year: 2026, place }
}

/// A database with its queue and its tenants, as the application sees it.
pub(crate) struct Office {
    pub(crate) app: PgPool,
    pub(crate) keys: MasterKeys,
}

pub(crate) async fn office(pool: &PgPool) -> Office {
    jobs::operations::migrate(&pool.connect_options()).await.unwrap();
    let mut conn = pool.acquire().await.unwrap();
    tenants::operations::seed_if_empty(&mut conn, now()).await.unwrap();
    let app = PgPoolOptions::new()
        .max_connections(12)
        .after_connect(|conn, _| {
            Box::pin(async move { conn.execute("set role carteclaire_app").await.map(drop) })
        })
        .connect_lazy_with((*pool.connect_options()).clone());
    Office { app, keys: MasterKeys::random() }
}

impl Office {
    pub(crate) async fn enter(&self, tenant: Uuid) -> Transaction<'static, Postgres> {
        let mut tx = self.app.begin().await.unwrap();
        tenants::operations::enter(&mut tx, TenantId(tenant)).await.unwrap();
        tx
    }

    pub(crate) fn house(&self, tenant: Uuid) -> House<'_> {
        House { tenant, keys: &self.keys, now: now() }
    }
}
