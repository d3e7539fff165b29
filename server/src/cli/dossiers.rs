//! `carteclaire demo seed`: dossiers of nobody.

use std::collections::BTreeMap;
use std::io::Write as _;

use access::{Act, Role, may};
use accounts::PersonId;
use accounts::operations::{people, staff};
use dossiers::operations::money::Tables;
use dossiers::operations::{Who, demo, drafts};
use sqlx::{Connection as _, PgConnection};
use vocabulary::{Email, Lang};

use super::Failure;
use super::people::{connect, house, visit};
use crate::config::Config;

/// Dossiers of a transaction: what is written is seen at once, and a stop loses no more than this.
const TOGETHER: u32 = 20_000;

/// Whose the whole ones are.
const CUSTOMER: &str = "client@example.org";

pub(super) async fn seed(
    config: &Config,
    tenant: Option<&str>,
    (dossiers, whole, seed): (u32, u32, u64),
) -> Result<u8, Failure> {
    if whole > 0 && config.secrets_key.is_none() {
        return Err("set SECRETS_KEY: what is sealed without one is never opened again".into());
    }
    let mut conn = connect(config).await?;
    let house = house(&mut conn, tenant).await?;
    let visit = visit(config, house, Lang::Fr);
    let mut out = std::io::stdout();
    let mut tx = conn.begin().await?;
    tenants::operations::enter(&mut tx, visit.tenant()).await?;
    let workers = workers(&mut tx).await?;
    let rules =
        crate::rules::in_database(&mut tx, crate::clock::today(), &BTreeMap::new()).await?.versions;
    tx.commit().await?;
    let mut done = 0;
    while done < dossiers {
        let now = TOGETHER.min(dossiers - done);
        let mut tx = conn.begin().await?;
        tenants::operations::enter(&mut tx, visit.tenant()).await?;
        done += demo::seed(&mut tx, &visit, &rules, &workers, (now, seed)).await?;
        tx.commit().await?;
        writeln!(out, "{done} dossiers")?;
    }
    let tables = Tables { baremes: baremes::builtin(), hash: "builtin" };
    for _ in 0..whole {
        let mut tx = conn.begin().await?;
        tenants::operations::enter(&mut tx, visit.tenant()).await?;
        let email = Email::parse(CUSTOMER).map_err(|_| "no address")?;
        let comes = (None, &[Role::Client][..]);
        staff::demonstrate(&mut tx, &visit, &email, ("Camille", "Exemple"), comes)
            .await?
            .ok_or("this house is no demonstration: no dossier was put into it")?;
        let person = people::by_email(&mut tx, &email).await?.ok_or("nobody is there")?;
        let id = demo::whole(&mut tx, &visit, &rules, tables, &person).await?;
        let state = drafts::find(&mut tx, &visit, Who::House, id).await?;
        tx.commit().await?;
        writeln!(out, "{}", state.reference)?;
    }
    Ok(0)
}

/// Whoever of the staff may be given dossiers.
async fn workers(conn: &mut PgConnection) -> Result<Vec<PersonId>, Failure> {
    let staff = people::list(conn, "", true, None).await?;
    let works = staff.into_iter().filter(|it| may(&it.roles, Act::WorkDossiers).is_some());
    Ok(works.map(|line| line.id).collect())
}
