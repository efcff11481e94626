/// The state after a block, from which a restart or a replay begins.
public struct Checkpoint: Equatable, Sendable {
  /// The block's number; 0 is the state before the first.
  public let sequence: UInt64
  public let state: [UInt8]

  public init(sequence: UInt64, state: [UInt8]) {
    self.sequence = sequence
    self.state = state
  }

  /// Which of the checkpoints `sequences`, newest first, nobody will miss.
  ///
  /// The newest `count` and the oldest stay. One between goes when its neighbours lie no further apart than the newer
  /// neighbour lies from the newest checkpoint of all. What stays doubles its age with every second checkpoint, so there
  /// are at most `count + 2 × log₂(age)`, and reaching a block of age *a* never takes more than *a* blocks of replay,
  /// unless checkpoints were taken further apart than that.
  ///
  /// - Precondition: `count` is at least 1.
  public static func surplus(in sequences: [UInt64], keepingNewest count: Int) -> [UInt64] {
    precondition(count >= 1, "the newest checkpoint is never surplus")
    guard let newest = sequences.first, sequences.count > count else { return [] }
    var surplus: [UInt64] = []
    var newer = sequences[count - 1]
    for (sequence, older) in zip(sequences.dropFirst(count), sequences.dropFirst(count + 1)) {
      if newer - older <= newest - newer { surplus.append(sequence) } else { newer = sequence }
    }
    return surplus
  }
}
