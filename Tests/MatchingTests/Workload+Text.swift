import Benchmarks
import Cryptography
import Units

extension Workload {
  /// SHA-256 of the stream as the reference program prints it.
  var digest: Bytes32 {
    var text: [UInt8] = []
    for operation in operations { text += Array(Self.line(operation).utf8) + [0x0a] }
    return SHA256.hash(text)
  }

  private static func line(_ operation: BookOperation) -> String {
    switch operation {
    case .limit(let id, let side, let tick, let lots): "A,\(id),\(letter(side)),\(tick),\(lots)"
    case .immediate(let id, let side, let tick, let lots): "I,\(id),\(letter(side)),\(tick),\(lots)"
    case .cancel(let id): "C,\(id)"
    }
  }

  private static func letter(_ side: Side) -> String { side == .buy ? "B" : "S" }
}
