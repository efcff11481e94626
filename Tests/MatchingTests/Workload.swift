import Cryptography
import Units

/// W1: a stream of orders with no input but its length (`conformance/matching/gen_ops.py`).
struct Workload {
  let operations: [BookOperation]
  /// SHA-256 of the stream as the reference program prints it.
  let digest: Bytes32

  init(count: Int) {
    var generator = Generator()
    for _ in 0..<count { generator.drawOperation() }
    operations = generator.operations
    digest = SHA256.hash(generator.text)
  }

  private struct Generator {
    /// The state of xorshift64.
    private var bits: UInt64 = 88_172_645_463_325_252
    private var live: [UInt64] = []
    private var lastID: UInt64 = 0
    var operations: [BookOperation] = []
    var text: [UInt8] = []

    private mutating func next() -> UInt64 {
      bits ^= bits << 13
      bits ^= bits >> 7
      bits ^= bits << 17
      return bits
    }

    mutating func drawOperation() {
      let share = next() % 100
      if share < 55 || live.isEmpty {
        lastID += 1
        let side: Side = next() & 1 == 1 ? .buy : .sell
        let tick = side == .buy ? 9_999 - next() % 50 : 10_000 + next() % 50
        let lots = 1 + next() % 100
        operations.append(.limit(id: lastID, side, tick: UInt32(tick), lots: lots))
        write("A,\(lastID),\(side == .buy ? "B" : "S"),\(tick),\(lots)")
        live.append(lastID)
      } else if share < 90 {
        let position = Int(next() % UInt64(live.count))
        let id = live[position]
        live[position] = live[live.count - 1]
        live.removeLast()
        operations.append(.cancel(id: id))
        write("C,\(id)")
      } else {
        lastID += 1
        let side: Side = next() & 1 == 1 ? .buy : .sell
        let tick: UInt32 = side == .buy ? 10_049 : 9_950
        let lots = 1 + next() % 300
        operations.append(.immediate(id: lastID, side, tick: tick, lots: lots))
        write("I,\(lastID),\(side == .buy ? "B" : "S"),\(tick),\(lots)")
      }
    }

    private mutating func write(_ line: String) { text += Array(line.utf8) + [0x0a] }
  }
}

/// What the reference programs print about the trades of a stream.
struct TradeTotals: Equatable {
  var trades = 0
  var lots: UInt64 = 0
  /// FNV-1a over four little-endian words a trade, from a start value one digit short of the usual one.
  var hash: UInt64 = 1_469_598_103_934_665_603
  var restingOrders = 0
  var restingLots: UInt64 = 0

  mutating func count(_ trade: Trade) {
    trades += 1
    lots += trade.lots
    for word in [trade.maker, trade.taker, UInt64(trade.tick), trade.lots] {
      for byte in 0..<8 as Range<UInt64> { hash = (hash ^ (word >> (8 * byte) & 255)) &* 1_099_511_628_211 }
    }
  }
}
