/// Finds what a slip of the fingers was meant to be.
enum Spelling {
  /// The candidate with the fewest slips, if they are few for its length; of equals, the first.
  static func nearest(to word: String, among candidates: [String]) -> String? {
    let ranked = candidates.map { (candidate: $0, slips: slips(from: word, to: $0)) }
    guard let best = ranked.min(by: { $0.slips < $1.slips }) else { return nil }
    return best.slips <= max(1, best.candidate.count / 3) ? best.candidate : nil
  }

  /// How many letters were left out, put in, exchanged or swapped with their neighbour.
  ///
  /// The "optimal string alignment" distance: no part is changed twice. O(n·m), for words of a command line.
  static func slips(from left: String, to right: String) -> Int {
    let (left, right) = (Array(left), Array(right))
    var beforeLast: [Int] = []
    var last = Array(0...right.count)
    for row in left.indices {
      var current = [row + 1]
      for column in right.indices {
        let same = left[row] == right[column]
        var cost = min(last[column] + (same ? 0 : 1), last[column + 1] + 1, current[column] + 1)
        if row > 0, column > 0, left[row] == right[column - 1], left[row - 1] == right[column] {
          cost = min(cost, beforeLast[column - 1] + 1)
        }
        current.append(cost)
      }
      (beforeLast, last) = (last, current)
    }
    return last[right.count]
  }
}
