import Cryptography
import Ledger
import Merkle
import SSZ
import TestSupport

/// A type whose random values need more than random bytes.
private protocol Drawn {
  static func drawn(_ random: inout SplitMix64) -> Self
}

/// Fills every field of a container.
private struct RandomFields: SSZFieldVisitor {
  var random: SplitMix64

  mutating func field<T: SSZCodable>(_ name: StaticString, _ value: inout T) { value = random.draw(T.self) }
}

extension SplitMix64 {
  /// A random value. Zeroes and ones are as frequent as noise, because limits and signs lie there.
  mutating func draw<T: SSZCodable>(_ type: T.Type) -> T {
    if let type = T.self as? any Drawn.Type, let value = type.drawn(&self) as? T { return value }
    if let type = T.self as? any SSZContainer.Type, let value = draw(container: type) as? T { return value }
    guard let byteCount = T.fixedByteCount else { preconditionFailure("nobody knows how to draw a \(T.self)") }
    while true {
      // Of the bytes of an enumeration only a few decode.
      if let value = try? T.decoded(drawBytes(byteCount)) { return value }
    }
  }

  private mutating func draw<T: SSZContainer>(container: T.Type) -> T {
    var value = T()
    var fields = RandomFields(random: SplitMix64(seed: next()))
    value.visit(&fields)
    return value
  }

  private mutating func drawBytes(_ count: Int) -> [UInt8] {
    switch Int.random(in: 0..<6, using: &self) {
    case 0: [UInt8](repeating: 0, count: count)
    case 1: [UInt8](repeating: 0xff, count: count)
    case 2: [UInt8.random(in: 0...16, using: &self)] + [UInt8](repeating: 0, count: count - 1)
    default: bytes(count)
    }
  }
}

extension BoundedList: Drawn {
  fileprivate static func drawn(_ random: inout SplitMix64) -> Self {
    let count = Int.random(in: 0...min(limit, 3), using: &random)
    guard let list = try? Self((0..<count).map { _ in random.draw(Element.self) }) else { return Self() }
    return list
  }
}

extension ByteList: Drawn {
  fileprivate static func drawn(_ random: inout SplitMix64) -> Self {
    let count = Int.random(in: 0...min(limit, 40), using: &random)
    guard let list = try? Self(random.bytes(count)) else { return Self() }
    return list
  }
}

extension MerkleFrontier: Drawn {
  fileprivate static func drawn(_ random: inout SplitMix64) -> Self {
    var frontier = Self()
    for _ in 0..<Int.random(in: 0...9, using: &random) { frontier.append(random.draw(Bytes32.self)) }
    return frontier
  }
}

extension Action: Drawn {
  fileprivate static func drawn(_ random: inout SplitMix64) -> Self {
    switch Int.random(in: 1...11, using: &random) {
    case 1: .place(random.draw(PlaceOrder.self))
    case 2: .cancel(random.draw(CancelOrder.self))
    case 3: .amend(random.draw(AmendOrder.self))
    case 4: .cancelAll(random.draw(CancelAll.self))
    case 5: .batch(random.draw(Batch.self))
    case 6: .armDeadMan(random.draw(ArmDeadMan.self))
    case 7: .transfer(random.draw(Transfer.self))
    case 8: .withdraw(random.draw(Withdraw.self))
    case 9: .setMarginMode(random.draw(SetMarginMode.self))
    case 10: .addKey(random.draw(AddKey.self))
    default: .revokeKey(random.draw(RevokeKey.self))
    }
  }
}

extension ForcedAction: Drawn {
  fileprivate static func drawn(_ random: inout SplitMix64) -> Self {
    switch Int.random(in: 1...4, using: &random) {
    case 1: .cancelAll(random.draw(CancelAll.self))
    case 2: .withdraw(random.draw(Withdraw.self))
    case 3: .revokeKey(random.draw(RevokeKey.self))
    default: .close(random.draw(ClosePosition.self))
    }
  }
}

extension Operation: Drawn {
  fileprivate static func drawn(_ random: inout SplitMix64) -> Self {
    switch Int.random(in: 1...3, using: &random) {
    case 1: .place(random.draw(PlaceOrder.self))
    case 2: .cancel(random.draw(CancelOrder.self))
    default: .amend(random.draw(AmendOrder.self))
    }
  }
}
