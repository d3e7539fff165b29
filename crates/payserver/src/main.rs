//! `payserver ADDRESS KEY SECRET REPORTS…`: a provider of payments for development, until it is stopped.

use std::process::ExitCode;

use payserver::{Payserver, Target};

#[tokio::main]
async fn main() -> ExitCode {
    let mut given = std::env::args().skip(1);
    let (Some(address), Some(key), Some(secret)) = (given.next(), given.next(), given.next())
    else {
        eprintln!("payserver ADDRESS KEY SECRET REPORTS…");
        return ExitCode::FAILURE;
    };
    let Ok(address) = address.parse() else {
        eprintln!("« {address} » is no address; example: 127.0.0.1:8420");
        return ExitCode::FAILURE;
    };
    let server = match Payserver::start(address, &key).await {
        Ok(server) => server,
        Err(error) => {
            eprintln!("nobody may listen on {address}: {error}");
            return ExitCode::FAILURE;
        }
    };
    for address in given {
        server.world.report_to(Target { address, secret: secret.clone(), host: None });
    }
    println!("{}", server.base());
    server.ended().await;
    ExitCode::SUCCESS
}
