//! What every handler is given: the database, the settings and the templates,
//! and the ways to use them: read, write, and write once per press of a button.

use super::chrome::chrome;
use super::lane::Lane;
use super::load::Load;
use super::pulse::Pulse;
use super::{Form, Problem, Throttle, Viewer};
use crate::config::Settings;
use crate::db::{self, Conn, Db, Press, Tx};
use crate::files::Store;
use crate::intake::Kept;
use crate::kernel::{Refusal, Timestamp};
use crate::templates::{Page, Templates};
use crate::vault::Vault;
use actix_web::HttpResponse;
use actix_web::cookie::time::Duration as CookieDuration;
use actix_web::cookie::{Cookie, SameSite};
use actix_web::http::{StatusCode, header};
use std::sync::Arc;
use tokio::sync::{Notify, Semaphore};

/// The cookie that names the last form that was saved, by the key of its press. The page reads it and takes it away.
pub(super) const SAVED: &str = "udf_saved";

/// So many files are written down at once. Each waits for the disk, on a thread that the database could use.
pub const FILES_AT_ONCE: usize = 4;

/// The state shared by all requests. Clones share everything.
#[derive(Clone)]
pub struct App {
    /// The database.
    pub db: Db,
    /// What was received and is read again and again.
    pub kept: Arc<Kept>,
    /// Where reads wait for one another.
    pub reads: Lane,
    /// The settings this process started with.
    pub settings: Arc<Settings>,
    /// Every page and letter, parsed once.
    pub templates: Arc<Templates>,
    /// Encrypts secret columns.
    pub vault: Arc<Vault>,
    /// Attachments and receipts.
    pub files: Arc<Store>,
    /// Where files that arrive wait for one another, so that saving never waits for them: [`FILES_AT_ONCE`].
    pub files_turn: Arc<Semaphore>,
    /// Counts tries to sign in.
    pub throttle: Throttle,
    /// Counts requests, and knows the banner at the top of every page.
    pub pulse: Arc<Pulse>,
    /// Counts what is asked of the database.
    pub load: Load,
    /// Wakes the worker after a commit that may have queued mail.
    pub nudge: Arc<Notify>,
}

impl App {
    /// The current instant.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.db.clock().now()
    }

    /// Runs a read off the async threads, when it is its turn. What takes seconds goes another way: [`App::long_read`].
    ///
    /// # Errors
    /// Whatever `f` refuses.
    pub async fn read<T, E>(&self, f: impl FnOnce(&mut Conn) -> Result<T, E> + Send + 'static) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<db::Error> + Send + 'static,
    {
        let (db, under_way) = (self.db.clone(), self.load.begin());
        let read = move || {
            let _until_done = under_way;
            db.read(f)
        };
        self.reads.run(read).await?
    }

    /// As [`App::read`], beside the others and of one instant: for what would hold them up, because it computes or reads for
    /// long, and for figures that are worked out of several reads.
    ///
    /// # Errors
    /// Whatever `f` refuses.
    pub async fn long_read<T, E>(&self, f: impl FnOnce(&mut Conn) -> Result<T, E> + Send + 'static) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<db::Error> + Send + 'static,
    {
        self.on_database(move |db| db.snapshot(f)).await
    }

    /// Asks the database off the async threads, and counts it as under way meanwhile.
    #[expect(clippy::disallowed_methods, reason = "the one place that leaves the async threads")]
    async fn on_database<T, E>(&self, f: impl FnOnce(&Db) -> Result<T, E> + Send + 'static) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<db::Error> + Send + 'static,
    {
        let db = self.db.clone();
        let under_way = self.load.begin();
        let asked = move || {
            let _until_done = under_way;
            f(&db)
        };
        actix_web::web::block(asked).await.map_err(|_| E::from(db::Error::Busy))?
    }

    /// Runs slow work, such as hashing a password, off the async threads.
    ///
    /// # Errors
    /// [`db::Error::Busy`] when the program is stopping.
    #[expect(clippy::disallowed_methods, reason = "slow work has to leave the async threads too")]
    pub async fn work<T: Send + 'static>(&self, f: impl FnOnce() -> T + Send + 'static) -> Result<T, db::Error> {
        actix_web::web::block(f).await.map_err(|_| db::Error::Busy)
    }

    /// Runs one piece of work on a file off the async threads, when it is its turn.
    ///
    /// # Errors
    /// [`db::Error::Busy`] when the program is stopping.
    pub async fn file_work<T: Send + 'static>(&self, f: impl FnOnce() -> T + Send + 'static) -> Result<T, db::Error> {
        let _turn = self.files_turn.acquire().await.map_err(|_| db::Error::Busy)?;
        self.work(f).await
    }

    /// Runs one change as one transaction off the async threads. `f` may run again.
    ///
    /// # Errors
    /// Whatever `f` refuses; nothing is kept then.
    pub async fn write<T, E>(&self, f: impl FnMut(&mut Tx<'_>) -> Result<T, E> + Send + 'static) -> Result<T, E>
    where
        T: Send + 'static,
        E: Refusal + From<db::Error>,
    {
        let outcome = self.on_database(move |db| db.write(f)).await;
        self.nudge.notify_one();
        outcome
    }

    /// As [`App::write`], for changes that are many and small and hold their row first ([`Db::write_guarded`]).
    ///
    /// # Errors
    /// Whatever `f` refuses; nothing is kept then.
    pub async fn write_guarded<T, E>(&self, f: impl FnMut(&mut Tx<'_>) -> Result<T, E> + Send + 'static) -> Result<T, E>
    where
        T: Send + 'static,
        E: Refusal + From<db::Error>,
    {
        let outcome = self.on_database(move |db| db.write_guarded(f)).await;
        self.nudge.notify_one();
        outcome
    }

    /// As [`App::write`], for what nobody waits for: it gives way to what people do.
    ///
    /// # Errors
    /// Whatever `f` refuses; nothing is kept then.
    pub async fn write_behind<T, E>(&self, f: impl FnMut(&mut Tx<'_>) -> Result<T, E> + Send + 'static) -> Result<T, E>
    where
        T: Send + 'static,
        E: Refusal + From<db::Error>,
    {
        self.on_database(move |db| db.write_behind(f)).await
    }

    /// Runs the change of a form once per press of its button and sends the browser
    /// on to the location that `f` returns. A double click gets the same answer.
    ///
    /// # Errors
    /// Whatever `f` refuses; nothing is kept then.
    pub async fn submit<E>(
        &self,
        viewer: &Viewer,
        form: &Form,
        f: impl FnMut(&mut Tx<'_>) -> Result<String, E> + Send + 'static,
    ) -> Result<HttpResponse, E>
    where
        E: Refusal + From<db::Error>,
    {
        let mut response = see_other(&self.once(viewer, form, f).await?);
        self.acknowledge(&mut response, &form.key());
        Ok(response)
    }

    /// Tells the browser that what the form with this key sent is saved, so that it need not keep it any longer.
    fn acknowledge(&self, response: &mut HttpResponse, key: &str) {
        if key.is_empty() || !key.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_') {
            return;
        }
        let cookie = Cookie::build(SAVED, key)
            .path("/")
            .secure(self.settings.server.is_https())
            .same_site(SameSite::Lax)
            .max_age(CookieDuration::minutes(10))
            .finish();
        if let Err(e) = response.add_cookie(&cookie) {
            tracing::warn!(error = %e, "a save was not told to the browser, which may offer it again");
        }
    }

    /// As [`App::submit`], for what goes on after the change: gives what `f` returned,
    /// to a double click the same.
    ///
    /// # Errors
    /// Whatever `f` refuses; nothing is kept then.
    pub async fn once<E>(
        &self,
        viewer: &Viewer,
        form: &Form,
        mut f: impl FnMut(&mut Tx<'_>) -> Result<String, E> + Send + 'static,
    ) -> Result<String, E>
    where
        E: Refusal + From<db::Error>,
    {
        let secret = secret_in(form.path()).map(ToOwned::to_owned);
        let hide = move |text: String| secret.as_deref().map_or_else(|| text.clone(), |secret| text.replace(secret, HIDDEN));
        let press = Press {
            key: form.key(),
            account_id: viewer.actor.account.map(|id| id.text()),
            route: hide(form.path().to_owned()),
            request_hash: form.digest(),
        };
        let mut hidden = move |tx: &mut Tx<'_>| f(tx).map(&hide);
        let location = self.write(move |tx| if press.key.is_empty() { hidden(tx) } else { db::once(tx, &press, &mut hidden) }).await?;
        Ok(secret_in(form.path()).map_or_else(|| location.clone(), |secret| location.replace(HIDDEN, secret)))
    }

    /// A page.
    ///
    /// # Errors
    /// [`Problem::broken`] when the template and its context do not fit.
    pub fn page<P: Page>(&self, viewer: &Viewer, page: &P) -> Result<HttpResponse, Problem> {
        self.page_as(StatusCode::OK, viewer, page)
    }

    /// A form shown again with its mistakes: status 422.
    ///
    /// # Errors
    /// As [`App::page`].
    pub fn page_with_mistakes<P: Page>(&self, viewer: &Viewer, page: &P) -> Result<HttpResponse, Problem> {
        self.page_as(StatusCode::UNPROCESSABLE_ENTITY, viewer, page)
    }

    /// A page with a status of its own.
    ///
    /// # Errors
    /// As [`App::page`].
    pub fn page_as<P: Page>(&self, status: StatusCode, viewer: &Viewer, page: &P) -> Result<HttpResponse, Problem> {
        let html = self.templates.page(page, &chrome(self, viewer)).map_err(|e| Problem::broken(e.to_string()))?;
        Ok(HttpResponse::build(status).content_type("text/html; charset=utf-8").body(html))
    }

    /// A fresh key for the hidden field of a form.
    #[must_use]
    pub fn fresh_key(&self) -> String {
        let mut bytes = [0_u8; 16];
        self.db.ids().fill(&mut bytes);
        data_encoding::BASE64URL_NOPAD.encode(&bytes)
    }
}

/// Stands for the secret of a link where a press of a button is kept.
const HIDDEN: &str = "{secret}";

/// The secret of a one-time link in a path, by its shape: 32 bytes in base64url.
fn secret_in(path: &str) -> Option<&str> {
    let is_secret = |part: &&str| part.len() == 43 && part.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_');
    path.split('/').find(is_secret)
}

/// Sends the browser on with a GET.
#[must_use]
pub fn see_other(location: &str) -> HttpResponse {
    HttpResponse::SeeOther().insert_header((header::LOCATION, location)).finish()
}
