//! Where the private PostgreSQL lies and as whom it runs.

use crate::{
    command::{Failure, Outcome, answer, failed, run, succeeds},
    project::Project,
};
use std::{
    collections::hash_map::DefaultHasher,
    env, fs,
    hash::{Hash, Hasher},
    os::unix::fs::{MetadataExt, PermissionsExt},
    path::{Path, PathBuf},
    process::Command,
    time::Duration,
};

/// The npm packages' version; it holds PostgreSQL 18.4 ("beta" is the packaging's).
const VERSION: &str = "18.4.0-beta.17";

/// The folder of the programs and of the data, and the user that runs them.
pub(super) struct Home {
    pub(super) folder: PathBuf,
    user: Option<Nobody>,
}

/// PostgreSQL refuses to run as root: then it runs as the machine's unprivileged user.
struct Nobody {
    user: String,
    group: String,
}

impl Home {
    /// A folder that the database's user can reach, with the programs in it.
    pub(super) fn open(project: &Project) -> Outcome<Self> {
        let user = is_root().then(Nobody::find).transpose()?;
        let wanted = project.local.join("postgres");
        fs::create_dir_all(&wanted).map_err(failed("making .local/postgres"))?;
        let mut home = Self { folder: wanted, user };
        if !home.is_reachable()? {
            let other = elsewhere(&project.root);
            println!(
                "postgresql: its user cannot reach {}; it lies in {}",
                home.folder.display(),
                other.display()
            );
            make_private(&other)?;
            home.folder = other;
        }
        home.install(project)?;
        Ok(home)
    }

    /// One of the programs (`initdb`, `postgres`), as the right user. On Linux it is told to stop
    /// when this program dies, however it dies.
    pub(super) fn program(&self, name: &str) -> Command {
        let program = self.programs().join("bin").join(name);
        let mut command = if Project::on_path("setpriv").is_some() {
            let mut command = Command::new("setpriv");
            command.args(["--pdeathsig", "INT"]);
            if let Some(Nobody { user, group }) = &self.user {
                command.args(["--reuid", user, "--regid", group, "--clear-groups"]);
            }
            command.arg("--").arg(program);
            command
        } else {
            Command::new(program)
        };
        command.current_dir(&self.folder);
        command
    }

    /// An empty folder that belongs to the database's user.
    pub(super) fn make(&self, folder: &Path) -> Outcome {
        fs::create_dir(folder).map_err(failed("making the database's folder"))?;
        fs::set_permissions(folder, fs::Permissions::from_mode(0o700))
            .map_err(failed("closing the database's folder"))?;
        match &self.user {
            Some(Nobody { user, group }) => {
                run(Command::new("chown").arg(format!("{user}:{group}")).arg(folder))
            }
            None => Ok(()),
        }
    }

    fn programs(&self) -> PathBuf {
        self.folder.join(VERSION)
    }

    fn is_reachable(&self) -> Outcome<bool> {
        let Some(Nobody { user, group }) = &self.user else { return Ok(true) };
        let mut test = Command::new("setpriv");
        test.args(["--reuid", user, "--regid", group, "--clear-groups", "test", "-x"]);
        succeeds(test.arg(&self.folder), Duration::from_secs(5))
    }

    fn install(&self, project: &Project) -> Outcome {
        let programs = self.programs();
        if programs.join("bin/postgres").is_file() {
            println!("postgresql {VERSION}: there");
            return Ok(());
        }
        let package = format!("@embedded-postgres/{}", platform()?);
        println!("postgresql {VERSION}: unpacking {package} of npm…");
        let work = self.folder.join(format!("unpack-{}", std::process::id()));
        fs::create_dir_all(&work).map_err(failed("making a work folder"))?;
        let outcome = unpack(project, &package, &work).and_then(|()| {
            fs::rename(work.join("package/native"), &programs).map_err(failed("placing postgresql"))
        });
        drop(fs::remove_dir_all(&work));
        // Another run may have been quicker.
        if programs.join("bin/postgres").is_file() { Ok(()) } else { outcome }
    }
}

impl Nobody {
    fn find() -> Outcome<Self> {
        let id =
            |flag: &str| Some(answer(Command::new("id").args([flag, "nobody"]))?.trim().to_owned());
        if Project::on_path("setpriv").is_none() {
            return Err(Failure::Missing(
                "PostgreSQL refuses to run as root, and setpriv (Debian: util-linux) is not here. \
                 Run this as another user, or set DATABASE_URL"
                    .to_owned(),
            ));
        }
        let (Some(user), Some(group)) = (id("-u"), id("-g")) else {
            return Err(Failure::Missing("there is no user `nobody`: set DATABASE_URL".to_owned()));
        };
        Ok(Self { user, group })
    }
}

/// Whether this program runs as root.
pub(crate) fn is_root() -> bool {
    answer(Command::new("id").arg("-u")).is_some_and(|said| said.trim() == "0")
}

fn unpack(project: &Project, package: &str, work: &Path) -> Outcome {
    let missing = |failure| match failure {
        Failure::Stopped => Failure::Stopped,
        _ => Failure::Missing(format!(
            "npm cannot give {package}@{VERSION}. By hand: any PostgreSQL 18, with DATABASE_URL \
             (role carteclaire_app) and MIGRATE_DATABASE_URL (the owner); README names the roles"
        )),
    };
    let mut npm = project.command("npm");
    npm.args(["pack", "--silent"]).arg(format!("{package}@{VERSION}")).current_dir(work);
    npm.stdout(std::process::Stdio::null());
    run(&mut npm).map_err(missing)?;
    let archive = fs::read_dir(work)
        .map_err(failed("reading the work folder"))?
        .flatten()
        .map(|file| file.path())
        .find(|path| path.extension().is_some_and(|it| it == "tgz"))
        .ok_or_else(|| Failure::Failed(format!("npm pack left no archive of {package}")))?;
    run(Command::new("tar").arg("-xzf").arg(archive).current_dir(work))?;
    // An npm archive cannot hold links; the package brings the script that makes them.
    run(project
        .command("node")
        .arg("scripts/hydrate-symlinks.js")
        .current_dir(work.join("package")))
}

/// The name the npm packages have for this machine.
fn platform() -> Outcome<&'static str> {
    match (env::consts::OS, env::consts::ARCH) {
        ("linux", "x86_64") => Ok("linux-x64"),
        ("linux", "aarch64") => Ok("linux-arm64"),
        ("macos", "aarch64") => Ok("darwin-arm64"),
        ("macos", "x86_64") => Ok("darwin-x64"),
        (system, processor) => Err(Failure::Missing(format!(
            "no private PostgreSQL for {system} on {processor}: install PostgreSQL 18 and set DATABASE_URL"
        ))),
    }
}

/// A folder that every user can reach, one per checkout.
fn elsewhere(root: &Path) -> PathBuf {
    let mut hasher = DefaultHasher::new();
    root.hash(&mut hasher);
    let base =
        Some(PathBuf::from("/var/tmp")).filter(|it| it.is_dir()).unwrap_or_else(env::temp_dir);
    base.join(format!("carteclaire-{:016x}", hasher.finish()))
}

/// Makes `folder` ours, or refuses: in a folder open to all, somebody may have been there before.
fn make_private(folder: &Path) -> Outcome {
    if let Err(error) = fs::create_dir(folder)
        && error.kind() != std::io::ErrorKind::AlreadyExists
    {
        return Err(failed("making a folder for the database")(error));
    }
    let about = fs::symlink_metadata(folder).map_err(failed("looking at the database's folder"))?;
    if !about.is_dir() || about.uid() != 0 {
        let name = folder.display();
        return Err(Failure::Failed(format!("{name} belongs to somebody else: remove it")));
    }
    fs::set_permissions(folder, fs::Permissions::from_mode(0o755))
        .map_err(failed("opening the database's folder"))
}
