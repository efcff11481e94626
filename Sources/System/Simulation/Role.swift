/// What kinds of agents there are.
enum Role: CaseIterable, Sendable {
  case maker, long, short, noise

  /// Of a thousand agents.
  var share: Int {
    switch self {
    case .maker: 15
    case .long: 550
    case .short: 250
    case .noise: 185
    }
  }

  /// The roles of the first `count` agents. A longer list begins with the shorter ones, so a larger population is the
  /// smaller one with agents added.
  ///
  /// Two makers come first, without whom nobody could trade; then each place goes to the role whose agents stand for
  /// the largest share (Adams' method of apportionment).
  static func all(count: Int) -> [Role] {
    var (roles, counts): ([Role], [Int]) = ([], Array(repeating: 0, count: allCases.count))
    while roles.count < count {
      let next = roles.count < 2 ? 0 : mostWanted(counts)
      roles.append(allCases[next])
      counts[next] += 1
    }
    return roles
  }

  /// The first role of the largest `share / count`.
  private static func mostWanted(_ counts: [Int]) -> Int {
    allCases.indices.reduce(0) { best, role in
      allCases[role].share * counts[best] > allCases[best].share * counts[role] ? role : best
    }
  }
}
