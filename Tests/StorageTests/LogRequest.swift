import Storage
import TestSupport

/// Something one may ask of a log; small numbers, so that requests meet each other.
enum LogRequest {
  case append([LogEntry])
  case beginEpoch(UInt64)
  case truncate(after: UInt64, epoch: UInt64)
  case entries(from: UInt64, limit: Int)

  static func random(with random: inout SplitMix64) -> Self {
    let epoch: UInt64 = random.oneIn(3) ? .random(in: 0..<4, using: &random) : 3
    switch Int.random(in: 0..<12, using: &random) {
    case 0: return .beginEpoch(epoch)
    case 1: return .truncate(after: .random(in: 0..<16, using: &random), epoch: epoch)
    case 2...4:
      return .entries(from: .random(in: 0..<16, using: &random), limit: .random(in: 0..<6, using: &random))
    default:
      let first = UInt64.random(in: 0..<12, using: &random)
      return .append(
        (0..<UInt64.random(in: 0..<5, using: &random)).map {
          LogEntry.sample(first + $0, epoch: epoch, variant: random.oneIn(20) ? 1 : 0, inputBytes: 3)
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
