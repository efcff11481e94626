import Cryptography
import Ledger
import SSZ
import TestSupport
import Testing

/// What a nonce window means, with all nonces ever used in a set.
private struct NaiveNonces {
  var highest: UInt64 = 0
  var used: Set<UInt64> = []

  func verdict(on nonce: UInt64) -> NonceWindow.Verdict {
    if nonce > highest { return nonce - highest > 65_536 ? .tooFarAhead : .fresh }
    if highest - nonce >= 256 { return .tooOld }
    return used.contains(nonce) ? .alreadyUsed : .fresh
  }

  mutating func use(_ nonce: UInt64) {
    used.insert(nonce)
    highest = max(highest, nonce)
  }
}

@Suite struct `A nonce window` {
  @Test(arguments: Seeds.all)
  func `gives the verdicts of a set of all nonces`(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    for _ in 0..<30 {
      var (window, naive) = (NonceWindow(), NaiveNonces())
      for _ in 0..<300 {
        let nonce = Self.nonce(near: naive.highest, &random)
        #expect(window.verdict(on: nonce) == naive.verdict(on: nonce), "\(nonce) after \(naive.highest)")
        guard window.verdict(on: nonce) == .fresh else { continue }
        window.use(nonce)
        naive.use(nonce)
        #expect(window.highest == naive.highest)
      }
      let oldest = naive.highest > 400 ? naive.highest - 400 : 0
      for nonce in oldest...(naive.highest + 3) { #expect(window.verdict(on: nonce) == naive.verdict(on: nonce)) }
    }
  }

  /// Mostly close to the window's ends, where mistakes are made.
  private static func nonce(near highest: UInt64, _ random: inout SplitMix64) -> UInt64 {
    let step: Int64 =
      switch Int.random(in: 0..<8, using: &random) {
      case 0: Int64.random(in: -260 ... -250, using: &random)
      case 1: Int64.random(in: 65_530...65_540, using: &random)
      case 2: Int64.random(in: 1...300, using: &random)
      case 3: [63, 64, 65, 127, 128, 129, 191, 192, 193, 255, 256, 257].randomElement(using: &random) ?? 64
      default: Int64.random(in: -255...4, using: &random)
      }
    return step < 0 ? highest - min(highest, step.magnitude) : highest + step.magnitude
  }

  @Test func `is fresh at zero, refuses at its ends, and never overflows at the highest nonce`() {
    var window = NonceWindow()
    #expect(window.verdict(on: 0) == .fresh)
    #expect(window.verdict(on: 65_536) == .fresh)
    #expect(window.verdict(on: 65_537) == .tooFarAhead)
    window.use(65_536)
    #expect(window.verdict(on: 65_281) == .fresh)
    #expect(window.verdict(on: 65_280) == .tooOld)
    #expect(window.next == 65_537)
    #expect(window.verdict(on: .max) == .tooFarAhead)
  }

  @Test func `at the last nonce there is, still tells old from new`() throws {
    let bytes = [UInt8](repeating: 0xff, count: 8) + [1] + [UInt8](repeating: 0, count: 31)
    var window = try NonceWindow.decoded(bytes)
    #expect(window.verdict(on: .max) == .alreadyUsed)
    #expect(window.next == .max)
    #expect(window.verdict(on: .max - 255) == .fresh)
    #expect(window.verdict(on: .max - 256) == .tooOld)
    window.use(.max - 1)
    #expect(window.verdict(on: .max - 1) == .alreadyUsed)
  }
}
