/// A subject and its ceiling, measured in turn, so that both see the same neighbours and the same clock rate.
struct PairedRuns {
  private var subjects: [Double] = []
  private var ceilings: [Double] = []

  /// - Parameter willRun: is told the number of each run, from 1.
  init<E: Error>(
    count: Int, willRun: (Int) -> Void, subject: () throws(E) -> Double, ceiling: () throws(E) -> Double
  ) throws(E) {
    for number in 1...count {
      willRun(number)
      subjects.append(try subject())
      ceilings.append(try ceiling())
    }
  }

  var subject: Double { Self.median(subjects) }
  var ceiling: Double { Self.median(ceilings) }

  /// The middle one; of an even number, the mean of the two in the middle.
  static func median(_ values: [Double]) -> Double {
    let sorted = values.sorted()
    return (sorted[(sorted.count - 1) / 2] + sorted[sorted.count / 2]) / 2
  }
}
