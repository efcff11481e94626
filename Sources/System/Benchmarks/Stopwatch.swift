import Glibc

/// Processor time of the calling thread.
enum Stopwatch {
  /// Nanoseconds that this thread ran while it carried out `body`.
  static func nanoseconds<E: Error>(_ body: () throws(E) -> Void) throws(E) -> Double {
    let start = now()
    try body()
    return Double(now() - start)
  }

  private static func now() -> Int64 {
    var time = timespec()
    let status = clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    precondition(status == 0, "Linux has a clock for every thread")
    return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
  }
}
