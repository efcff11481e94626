import Storage

/// Something one may ask of a log; small numbers, so that requests meet each other.
enum LogRequest {
  case append([LogEntry])
  case beginEpoch(UInt64)
  case truncate(after: UInt64, epoch: UInt64)
  case entries(from: UInt64, limit: Int)

  static func random(with chance: inout SeededChance) -> Self {
    let epoch = chance.below(3) == 0 ? chance.below(4) : 3
    switch chance.below(12) {
    case 0: return .beginEpoch(epoch)
    case 1: return .truncate(after: chance.below(16), epoch: epoch)
    case 2...4: return .entries(from: chance.below(16), limit: Int(chance.below(6)))
    default:
      let first = chance.below(12)
      return .append(
        (0..<chance.below(5)).map {
          LogEntry.sample(first + $0, epoch: epoch, variant: chance.below(20) == 0 ? 1 : 0, inputBytes: 3)
        })
    }
  }

  /// What `log` says to it, and what the log holds afterwards.
  func answer(of log: any SequencerLog) -> String {
    let said: String
    do {
      switch self {
      case .append(let entries):
        try log.append(entries)
        said = "appended"
      case .beginEpoch(let epoch):
        try log.beginEpoch(epoch)
        said = "begun"
      case .truncate(let sequence, let epoch):
        try log.truncate(after: sequence, epoch: epoch)
        said = "truncated"
      case .entries(let first, let limit): said = "\(try log.entries(from: first, limit: limit))"
      }
    } catch {
      said = "\(error)"
    }
    return "\(said) \(String(describing: try? log.last)) \(String(describing: try? log.epoch))"
  }
}

/// SplitMix64 (Steele, Lea, Flood 2014): chance that a printed seed repeats.
struct SeededChance {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func below(_ bound: UInt64) -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var mixed = (state ^ (state >> 30)) &* 0xbf58_476d_1ce4_e5b9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
    return (mixed ^ (mixed >> 31)) % bound
  }
}
