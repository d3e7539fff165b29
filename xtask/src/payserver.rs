//! Who takes cards on a developer's machine: yours when `PAYMENTS` is set, else a provider of our own that charges nothing.

use crate::{
    command::{BEAT, Failure, Outcome, end, failed, start},
    project::Project,
    site::{self, Profile},
    stop,
};
use std::{
    net::{SocketAddr, TcpStream},
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

/// What the program and the provider share; nobody else ever sees either.
const KEY: &str = "sk_test_private";
const SECRET: &str = "whsec_private";

const START_LIMIT: Duration = Duration::from_secs(20);

/// A provider that answers; it stops when this is dropped.
pub(crate) struct Payserver {
    child: Child,
    address: SocketAddr,
}

impl Payserver {
    /// A private one at `address`, which reports to the site at `site`; none when `PAYMENTS` names another.
    ///
    /// # Errors
    ///
    /// [`Failure`] when it does not start.
    pub(crate) fn open(
        project: &Project,
        profile: Profile,
        address: SocketAddr,
        site: SocketAddr,
    ) -> Outcome<Option<Self>> {
        if project.setting("PAYMENTS").is_some() {
            return Ok(None);
        }
        let program = site::program(project, profile).with_file_name("payserver");
        let mut command = Command::new(program);
        // Stripe's reports go to the first house; PayPlug's, to the address that comes with each payment.
        let reports =
            |house: &str| format!("http://{house}:{}/api/v1/payments/stripe", site.port());
        command.arg(address.to_string()).args([KEY, SECRET]).arg(reports("localhost"));
        command.stdin(Stdio::null()).stdout(Stdio::null());
        let child = start(&mut command)?;
        let mut private = Self { child, address };
        private.wait()?;
        println!("payments: {} (nothing is charged)", private.base());
        Ok(Some(private))
    }

    fn wait(&mut self) -> Outcome {
        let since = Instant::now();
        while since.elapsed() < START_LIMIT {
            if TcpStream::connect(self.address).is_ok() {
                return Ok(());
            }
            if stop::asked() {
                return Err(Failure::Stopped);
            }
            if self.child.try_wait().map_err(failed("waiting for the payments"))?.is_some() {
                break;
            }
            thread::sleep(BEAT);
        }
        Err(Failure::Failed("the provider of payments does not start".to_owned()))
    }

    fn base(&self) -> String {
        format!("http://{}", self.address)
    }

    /// What the program is told of it.
    pub(crate) fn variables(&self) -> [(&'static str, String); 8] {
        [
            // The second house of the demonstration has the other provider.
            ("PAYMENTS", "stripe,demo2.localhost=payplug".to_owned()),
            ("PAYPLUG_URL", format!("http://{}", self.address)),
            ("PAYPLUG_PAGES", format!("http://{}", self.address)),
            ("PAYPLUG_KEY", KEY.to_owned()),
            ("STRIPE_URL", format!("http://{}", self.address)),
            ("STRIPE_PAGES", format!("http://{}", self.address)),
            ("STRIPE_KEY", KEY.to_owned()),
            ("STRIPE_WEBHOOK_SECRET", SECRET.to_owned()),
        ]
    }
}

impl Drop for Payserver {
    fn drop(&mut self) {
        end(&mut self.child, "TERM");
    }
}
