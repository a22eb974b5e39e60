//! The test cases for refreshing credentials that the AWS SDKs share.

use serde_json::Value;

use super::*;

#[tokio::test]
async fn every_shared_refresh_case_passes_for_any_random_number() {
    let Some(cases) = read_cases() else {
        return;
    };
    let mut failures = Vec::new();
    for case in &cases {
        for random in [0.0, 0.5, 0.999] {
            if let Err(failure) = run(case, random).await {
                let what = text(&case["documentation"]);
                failures.push(format!(
                    "{what}\n  with the random number {random}: {failure}"
                ));
            }
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
    assert!(!cases.is_empty());
}

/// `None` if the shared folder is not available.
fn read_cases() -> Option<Vec<Value>> {
    let Some(shared) = std::env::var_os("QUERYSMITH_SHARED") else {
        assert!(
            std::env::var_os("CI").is_none(),
            "QUERYSMITH_SHARED must be set in CI"
        );
        println!("skipped: QUERYSMITH_SHARED does not name the folder with conformance/");
        return None;
    };
    let path = std::path::Path::new(&shared).join("conformance/credential-refresh.json");
    let json = std::fs::read_to_string(path).unwrap();
    Some(serde_json::from_str(&json).unwrap())
}

struct Runner {
    clock: ManualClock,
    source: Source,
    cache: CachedCredentials,
}

async fn run(case: &Value, random: f64) -> Result<(), String> {
    let given = &case["given"];
    let runner = Runner::set_up(given, random).await;
    for (number, step) in case["steps"].as_array().unwrap().iter().enumerate() {
        let outcome = match text(&step["type"]) {
            "advanceTime" => {
                runner.clock.advance(step["seconds"].as_u64().unwrap());
                Ok(())
            }
            "invalidate" => {
                let key = text(&step["rejectedAccessKeyId"]);
                runner.cache.reject(&Credentials::new(key, "hush"));
                Ok(())
            }
            "getCredentials" => runner.get(step).await,
            other => panic!("unknown step type {other:?}"),
        };
        outcome.map_err(|failure| format!("step {}: {failure}", number + 1))?;
    }
    Ok(())
}

impl Runner {
    async fn set_up(given: &Value, random: f64) -> Self {
        let clock = ManualClock::new();
        let source = Source::new(&clock, Reply::Credentials(SIX_HOURS as i64));
        if let Some(number) = text_or(&given["accessKeyId"], "AKID-1").strip_prefix("AKID-") {
            let issued_before = number.parse::<usize>().unwrap() - 1;
            source.0.issued.store(issued_before, SeqCst);
        }
        // The refresh backoff is 300 s for a random number of 0 and 600 s for 1.
        let random = match given["refreshBackoffSeconds"].as_f64() {
            Some(secs) => (secs - 300.0) / 300.0,
            None => random,
        };
        let mut builder = CachedCredentials::builder(source.clone())
            .clock(clock.clone())
            .randomness(FixedRandomness(random));
        if let Some(secs) = given["configuredAdvisoryWindowSeconds"].as_u64() {
            builder = builder.advisory_window(Duration::from_secs(secs));
        }
        let runner = Self {
            cache: builder.build(),
            clock,
            source,
        };
        // The age of the cached credentials, if there are any.
        let age = match text(&given["cachedCredentials"]) {
            "none" => None,
            "valid" => Some(0),
            "advisory" => Some(SIX_HOURS - 90),
            "mandatory" => Some(SIX_HOURS - 30),
            "expired" => Some(SIX_HOURS + 30),
            other => panic!("unknown cachedCredentials {other:?}"),
        };
        if let Some(age) = age {
            key(&runner.cache).await.unwrap();
            runner.clock.advance(age);
        }
        runner
    }

    fn entry(&self) -> Option<String> {
        let state = self.cache.0.state();
        let entry = state.entry.as_ref()?;
        Some(entry.credentials.access_key_id().to_owned())
    }

    /// Whether the source is not called because of the backoff after a transient failure.
    fn backs_off(&self) -> bool {
        let now = self.clock.now();
        let state = self.cache.0.state();
        let failure = state.failure.as_ref();
        failure.is_some_and(|it| !it.error.is_permanent() && it.pause.contains(&now))
    }

    async fn get(&self, step: &Value) -> Result<(), String> {
        let lifetime = step["lifetimeSeconds"].as_i64().unwrap_or(SIX_HOURS as i64);
        self.source.set_reply(match step["response"].as_str() {
            Some("freshCredentials") => Reply::Credentials(lifetime),
            Some("staleCredentials") => Reply::Credentials(0),
            Some("error") => Reply::Error(unavailable()),
            Some("nonRecoverableError") => Reply::Error(denied()),
            None => Reply::Panic,
            Some(other) => panic!("unknown response {other:?}"),
        });
        let (entry, requests) = (self.entry(), self.source.requests());
        let limited = self.backs_off();
        let outcome = self.cache.provide_credentials().await;
        let result = match &outcome {
            Ok(credentials) if entry.as_deref() == Some(credentials.access_key_id()) => {
                "cachedCredentials"
            }
            Ok(_) => "newCredentials",
            Err(error) if error.is_permanent() => "nonRecoverableError",
            Err(_) => "noCredentialsError",
        };
        let contacted = self.source.requests() - requests;

        let expected = &step["expected"];
        check("result", &expected["result"], result)?;
        for (what, found) in [
            ("sourceContacted", contacted > 0),
            ("rateLimited", limited && contacted == 0),
        ] {
            // A case may omit expectations.
            if !expected[what].is_null() {
                check(what, &expected[what], found)?;
            }
        }
        check(
            "requests at once",
            &Value::from(contacted.min(1)),
            contacted,
        )?;
        if let Some(secs) = expected["advisoryWindowSeconds"].as_u64() {
            self.check_window(Duration::from_secs(secs))?;
        }
        Ok(())
    }

    /// Checks the length of the advisory window and the phases around its start.
    fn check_window(&self, window: Duration) -> Result<(), String> {
        let state = self.cache.0.state();
        let entry = state.entry.as_ref().ok_or("nothing is entry")?;
        let found = entry.advisory_window.as_secs();
        check("window", &Value::from(window.as_secs()), found)?;
        let start = entry::expiry(&entry.credentials).unwrap() - window;
        let before = entry.phase(start - Duration::from_millis(1));
        let phases = format!("{before:?}, {:?}", entry.phase(start));
        check("phases", &Value::from("Fresh, Advisory"), phases)
    }
}

fn check(what: &str, expected: &Value, found: impl Into<Value>) -> Result<(), String> {
    let found = found.into();
    if *expected == found {
        return Ok(());
    }
    Err(format!("{what}: found {found}, expected {expected}"))
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap()
}

fn text_or<'a>(value: &'a Value, otherwise: &'a str) -> &'a str {
    value.as_str().unwrap_or(otherwise)
}
