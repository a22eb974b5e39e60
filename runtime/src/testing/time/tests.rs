//! Time passes when it is told to, and not otherwise.

use super::*;

const MINUTE: Duration = Duration::from_secs(60);

#[test]
fn time_leaps_from_timer_to_timer() {
    let time = ManualTime::new();
    let start = time.now();
    time.run(async {
        time.sleep(MINUTE).await;
        time.sleep(2 * MINUTE).await;
    });
    assert_eq!(time.waits(), [MINUTE, 2 * MINUTE]);
    assert_eq!(time.now(), start + 3 * MINUTE);
    assert_eq!(time.monotonic(), 3 * MINUTE);
}

#[test]
fn work_that_lets_others_go_first_is_asked_again_before_time_leaps() {
    let time = ManualTime::new();
    time.run(async {
        let limit = time.sleep(MINUTE);
        tokio::task::yield_now().await;
        drop(limit);
    });
    assert_eq!(time.elapsed(), Duration::ZERO);
}

#[test]
fn a_dropped_timer_is_not_leapt_to() {
    let time = ManualTime::new();
    drop(time.sleep(Duration::from_secs(1)));
    time.run(time.sleep(MINUTE));
    assert_eq!(time.waits(), [MINUTE]);
}

#[test]
#[should_panic(expected = "something that is not a timer")]
fn work_that_never_ends_is_found_out() {
    ManualTime::new().run(std::future::pending::<()>());
}

#[test]
#[should_panic(expected = "the future completed early: 7")]
fn work_that_does_not_wait_cannot_be_stopped_while_it_waits() {
    drop(ManualTime::new().run_until(std::future::ready(7), 0));
}

#[test]
fn setting_the_clock_lets_no_time_pass() {
    let time = ManualTime::new();
    time.advance(MINUTE);
    time.set_clock(SystemTime::UNIX_EPOCH + MINUTE);
    assert_eq!(time.now(), SystemTime::UNIX_EPOCH + MINUTE);
    assert_eq!(time.elapsed(), MINUTE);
}

#[tokio::test]
async fn work_on_an_executor_is_woken_when_its_time_has_come() {
    let time = ManualTime::new();
    let waits = tokio::spawn(time.sleep(MINUTE));
    tokio::task::yield_now().await;
    time.advance(MINUTE / 2);
    tokio::task::yield_now().await;
    assert!(!waits.is_finished());
    time.advance(MINUTE / 2);
    waits.await.unwrap();
}

#[tokio::test]
async fn leaping_time_needs_no_hand() {
    let time = ManualTime::leaping();
    // One that nobody asks must not keep the others waiting.
    let first = time.sleep(MINUTE);
    let second = tokio::spawn(time.sleep(2 * MINUTE));
    time.sleep(3 * MINUTE).await;
    second.await.unwrap();
    first.await;
    assert_eq!(time.elapsed(), 3 * MINUTE);
}

#[tokio::test]
async fn leaping_time_lets_others_go_first() {
    let time = ManualTime::leaping();
    let (sender, receiver) = tokio::sync::oneshot::channel();
    let other = tokio::spawn(async move {
        for _ in 0..5 {
            tokio::task::yield_now().await;
        }
        sender.send(()).unwrap();
    });
    let limit = time.sleep(MINUTE);
    tokio::select! {
        outcome = receiver => outcome.unwrap(),
        () = limit => panic!("the work had its turn only after the limit"),
    }
    other.await.unwrap();
    assert_eq!(time.elapsed(), Duration::ZERO);
}
