//! Time: the wall clock, a stopwatch, waiting, and the browser's User Timing.

use super::number::to_instant;
use send_wrapper::SendWrapper;
use std::cell::Cell;
use std::fmt;
use std::rc::Rc;
use std::time::Duration;
use wasm_bindgen::JsCast as _;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen_futures::JsFuture;

#[wasm_bindgen]
extern "C" {
    // Globals of windows and workers alike, so that one binding serves both.
    #[wasm_bindgen(js_name = setTimeout)]
    fn set_timeout(callback: &js_sys::Function, milliseconds: i32) -> wasm_bindgen::JsValue;
    #[wasm_bindgen(js_name = clearTimeout)]
    fn clear_timeout(id: &wasm_bindgen::JsValue);

    type Performance;
    #[wasm_bindgen(thread_local_v2, js_name = performance)]
    static PERFORMANCE: Performance;
    #[wasm_bindgen(method)]
    fn now(this: &Performance) -> f64;
    #[wasm_bindgen(method, catch)]
    fn mark(this: &Performance, name: &str)
    -> Result<wasm_bindgen::JsValue, wasm_bindgen::JsValue>;
    #[wasm_bindgen(method, catch, js_name = measure)]
    fn measure_from(
        this: &Performance,
        name: &str,
        options: &wasm_bindgen::JsValue,
    ) -> Result<wasm_bindgen::JsValue, wasm_bindgen::JsValue>;
}

/// Now, in milliseconds since 1970 in UTC.
pub fn now() -> i64 {
    to_instant(js_sys::Date::now())
}

/// Minutes east of UTC where this browser is, at an instant.
pub fn local_offset(instant: i64) -> i16 {
    let date = js_sys::Date::new(&super::number::to_signed_double(instant).into());
    // The browser counts minutes west.
    i16::try_from(-to_instant(date.get_timezone_offset())).unwrap_or(0)
}

/// Milliseconds since the page (or the worker) began; for durations only.
pub fn stopwatch() -> f64 {
    PERFORMANCE.with(Performance::now)
}

/// Begins a User Timing mark.
pub fn mark(name: &str) {
    let _ = PERFORMANCE.with(|it| it.mark(name));
}

/// Ends a User Timing measure that began at `start` of [`stopwatch`]; 0 is the page's beginning.
pub fn measure(name: &str, start: f64) {
    let options = js_sys::Object::new();
    let set = js_sys::Reflect::set(&options, &"start".into(), &start.into());
    if set.is_ok() {
        let _ = PERFORMANCE.with(|it| it.measure_from(name, &options));
    }
}

/// A call that is still to come; dropping it takes it back.
#[must_use = "dropping it takes the call back"]
pub struct Timer {
    inner: SendWrapper<TimerInner>,
}

struct TimerInner {
    id: wasm_bindgen::JsValue,
    pending: Rc<Cell<bool>>,
    _closure: Closure<dyn FnMut()>,
}

impl Timer {
    /// Calls `ring` once after a while.
    pub fn after(wait: Duration, ring: impl FnOnce() + 'static) -> Self {
        let pending = Rc::new(Cell::new(true));
        let still = Rc::clone(&pending);
        let mut ring = Some(ring);
        let closure = Closure::<dyn FnMut()>::new(move || {
            still.set(false);
            if let Some(ring) = ring.take() {
                ring();
            }
        });
        let wait = i32::try_from(wait.as_millis()).unwrap_or(i32::MAX);
        let id = set_timeout(closure.as_ref().unchecked_ref(), wait);
        Self { inner: SendWrapper::new(TimerInner { id, pending, _closure: closure }) }
    }
}

impl Drop for TimerInner {
    fn drop(&mut self) {
        if self.pending.get() {
            clear_timeout(&self.id);
        }
    }
}

impl fmt::Debug for Timer {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Timer")
            .field("pending", &self.inner.pending)
            .finish_non_exhaustive()
    }
}

/// Waits for a while.
pub async fn sleep(wait: Duration) {
    let wait = i32::try_from(wait.as_millis()).unwrap_or(i32::MAX);
    let promise = js_sys::Promise::new(&mut |resolve, _reject| {
        set_timeout(&resolve, wait);
    });
    let _ = JsFuture::from(promise).await;
}

/// Waits until what waits already had its turn. Timers are as good for that, but browsers hold back those
/// that follow each other by four milliseconds.
pub async fn next_turn() {
    let Ok(channel) = web_sys::MessageChannel::new() else { return };
    let (port, other) = (channel.port1(), channel.port2());
    let promise = js_sys::Promise::new(&mut |resolve, _reject| port.set_onmessage(Some(&resolve)));
    if other.post_message(&wasm_bindgen::JsValue::NULL).is_ok() {
        let _ = JsFuture::from(promise).await;
    }
    port.close();
}

/// Waits until the browser is about to paint.
pub async fn next_frame() {
    let promise = js_sys::Promise::new(&mut |resolve, _reject| {
        let asked = super::window().map(|it| it.request_animation_frame(&resolve));
        if !matches!(asked, Some(Ok(_))) {
            let _ = resolve.call0(&wasm_bindgen::JsValue::UNDEFINED);
        }
    });
    let _ = JsFuture::from(promise).await;
}
