//! Manual time advances only when tests or timers advance it.

use super::*;

const MINUTE: Duration = Duration::from_secs(60);

#[test]
fn time_jumps_from_timer_to_timer() {
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
fn a_future_that_yields_is_polled_again_before_time_jumps() {
    let time = ManualTime::new();
    time.run(async {
        let limit = time.sleep(MINUTE);
        tokio::task::yield_now().await;
        drop(limit);
    });
    assert_eq!(time.elapsed(), Duration::ZERO);
}

#[test]
fn time_does_not_jump_to_a_dropped_timer() {
    let time = ManualTime::new();
    drop(time.sleep(Duration::from_secs(1)));
    time.run(time.sleep(MINUTE));
    assert_eq!(time.waits(), [MINUTE]);
}

#[test]
#[should_panic(expected = "something that is not a timer")]
fn a_future_that_never_completes_panics() {
    ManualTime::new().run(std::future::pending::<()>());
}

#[test]
#[should_panic(expected = "the future completed early: 7")]
fn run_until_panics_if_the_future_completes_early() {
    drop(ManualTime::new().run_until(std::future::ready(7), 0));
}

#[test]
fn setting_the_clock_does_not_advance_the_elapsed_time() {
    let time = ManualTime::new();
    time.advance(MINUTE);
    time.set_clock(SystemTime::UNIX_EPOCH + MINUTE);
    assert_eq!(time.now(), SystemTime::UNIX_EPOCH + MINUTE);
    assert_eq!(time.elapsed(), MINUTE);
}

#[tokio::test]
async fn a_task_on_an_executor_is_woken_when_its_timer_expires() {
    let time = ManualTime::new();
    let sleeping = tokio::spawn(time.sleep(MINUTE));
    tokio::task::yield_now().await;
    time.advance(MINUTE / 2);
    tokio::task::yield_now().await;
    assert!(!sleeping.is_finished());
    time.advance(MINUTE / 2);
    sleeping.await.unwrap();
}

#[tokio::test]
async fn leaping_time_advances_automatically() {
    let time = ManualTime::auto_advancing();
    // A timer that is not polled must not block the others.
    let first = time.sleep(MINUTE);
    let second = tokio::spawn(time.sleep(2 * MINUTE));
    time.sleep(3 * MINUTE).await;
    second.await.unwrap();
    first.await;
    assert_eq!(time.elapsed(), 3 * MINUTE);
}

#[tokio::test]
async fn leaping_time_lets_other_tasks_run_first() {
    let time = ManualTime::auto_advancing();
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
        () = limit => panic!("the timer expired before the other task had run"),
    }
    other.await.unwrap();
    assert_eq!(time.elapsed(), Duration::ZERO);
}
