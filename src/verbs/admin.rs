//! `remit admin`: what the owner of the machine may do without signing in: the set-up link, and a person who
//! can sign in. For SQLite the service must be stopped meanwhile; its file has one process.

use super::running;
use super::serve::open;
use crate::app::App;
use crate::config::Settings;
use crate::error::{OrRefuse, Result};
use crate::people::{Wanted, enter};
use crate::work::{Author, Work};
use crate::{one_time, passwords, setup};
use clap::{Args as ClapArgs, Subcommand};
use remit_domain::email::Email;
use remit_domain::password;
use remit_domain::person;
use remit_entity::{council, person as people};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, EntityTrait};
use std::io::{Read as _, Write as _};
use std::process::ExitCode;

/// No password comes near this many bytes; what is longer is not one.
const LONGEST_INPUT: u64 = 4096;

/// Bring in the first officer, or another one, from the command line
#[derive(Debug, ClapArgs)]
pub struct Args {
    #[command(subcommand)]
    deed: Deed,
}

#[derive(Debug, Subcommand)]
enum Deed {
    /// Print a new one-time link by which the service is set up
    SetupLink {
        #[command(flatten)]
        settings: Settings,
    },
    /// Add an officer; prints a one-time link for the password unless one is given
    Create {
        /// The address of their letters, by which they sign in
        #[arg(long)]
        email: String,
        /// Their name
        #[arg(long)]
        name: String,
        /// Take the password from the first line of standard input
        #[arg(long)]
        password_stdin: bool,
        #[command(flatten)]
        settings: Settings,
    },
}

/// Does one deed and ends.
#[must_use]
pub fn run(args: Args) -> ExitCode {
    running::block_on(async move {
        let said = match args.deed {
            Deed::SetupLink { settings } => {
                let app = open(&settings).await?;
                let link = setup::announce(&app).await.map_err(running::fault)?;
                app.close().await?;
                link.ok_or_else(|| anyhow::anyhow!("the service is set up already; use `remit admin create`"))?
            }
            Deed::Create { email, name, password_stdin, settings } => {
                let chosen = if password_stdin { Some(first_line()?) } else { None };
                let app = open(&settings).await?;
                let said = create(&app, (name, email), chosen).await.map_err(running::fault);
                app.close().await?;
                said?
            }
        };
        writeln!(std::io::stdout(), "{said}")?;
        Ok(())
    })
}

fn first_line() -> anyhow::Result<String> {
    let mut text = String::new();
    std::io::stdin().lock().take(LONGEST_INPUT).read_to_string(&mut text)?;
    Ok(text.lines().next().unwrap_or_default().to_owned())
}

/// Adds an officer and gives the sentence or the link to print.
async fn create(app: &App, (name, email): (String, String), chosen: Option<String>) -> Result<String> {
    let wanted = Wanted {
        name: person::name(&name).or_refuse()?,
        email: Email::read(&email).or_refuse()?,
        is_officer: true,
        left_on: None,
    };
    let hashed = match &chosen {
        Some(chosen) => {
            let council = council::Entity::find().one(app.db()).await?.map(|council| council.name).unwrap_or_default();
            password::check(chosen, &[&wanted.name, wanted.email.as_str(), &council]).or_refuse()?;
            Some(passwords::hash(app.chance(), chosen).await?)
        }
        None => None,
    };
    app.write(Author::Remit, move |work| Box::pin(async move { bring_in(work, wanted, hashed).await })).await
}

async fn bring_in(work: &Work, wanted: Wanted, hashed: Option<String>) -> Result<String> {
    let email = wanted.email.as_str().to_owned();
    let id = enter(work, wanted).await?;
    let Some(hashed) = hashed else { return one_time::welcome_address(work, id).await };
    let row = people::ActiveModel { id: Set(id), password_hash: Set(Some(hashed)), ..Default::default() };
    row.update(&work.tx).await?;
    Ok(format!("{email} can sign in."))
}
