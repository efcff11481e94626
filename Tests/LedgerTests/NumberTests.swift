import Cryptography
import Ledger
import SSZ
import TestSupport
import Testing
import Units

@Suite struct `A number of an order` {
  static let lastSlot: UInt64 = 1 << 24 - 1
  static let lastSequence: UInt64 = 1 << 40 - 1

  @Test(arguments: [0, 1, 5, lastSlot], [1, 0x12_3456_789a, lastSequence])
  func `keeps its slot apart from its sequence`(slot: UInt64, sequence: UInt64) {
    let id = OrderID(slot: slot, sequence: sequence)
    #expect(id.slot == slot)
    #expect(id.sequence == sequence)
    #expect(OrderID(rawValue: id.rawValue) == id)
  }

  @Test func `that came later is higher, whatever the slot`() {
    #expect(OrderID(slot: Self.lastSlot, sequence: 7) < OrderID(slot: 0, sequence: 8))
  }
}

@Suite struct `A link` {
  @Test func `of zero leads nowhere, and any other to the element before`() {
    #expect(Link.none.index == nil)
    for index in [0, 1, 1 << 24, 1 << 32 - 2] as [UInt64] { #expect(Link(index).index == index) }
  }
}

@Suite struct `A price level` {
  @Test(arguments: Seeds.all)
  func `survives its chunk`(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    for _ in 0..<100 {
      var level = PriceLevel(Bytes32())
      level.head = random.draw(Link.self)
      level.tail = random.draw(Link.self)
      level.orderCount = random.draw(UInt32.self)
      level.quantity = random.draw(Quantity.self)
      #expect(PriceLevel(level.chunk) == level)
    }
  }

  @Test func `lies in its chunk as documented: head, tail, count, lots`() {
    var level = PriceLevel(Bytes32())
    level.head = Link(rawValue: 0x0403_0201)
    level.tail = Link(rawValue: 0x0807_0605)
    level.orderCount = 0x0c0b_0a09
    level.quantity = Quantity(lots: 0x18)
    #expect(level.chunk.bytes == Array(1...12) + [0, 0, 0, 0] + [0x18] + [UInt8](repeating: 0, count: 15))
  }
}

@Suite struct `A reason of refusal` {
  /// They stand in receipts, under the receipts root of blocks that were sealed long ago.
  @Test func `keeps its number for ever`() {
    let numbers = Refusal.Reason.allCases.map(\.rawValue)
    #expect(numbers == Array(1...12) + Array(20...48) + Array(60...65) + Array(70...82))
    #expect(Refusal.Reason.insufficientMargin.rawValue == 30)
    #expect(Refusal.Reason.highS.name == "HIGH_S")
    #expect(Refusal.Reason.insufficientMargin.name == "INSUFFICIENT_MARGIN")
  }

  @Test func `says what its two values are, unless there are none`() {
    let silent = Refusal.Reason.allCases.filter { $0.factNames == nil }
    #expect(
      silent == [
        .malformedSignature, .highS, .wrongSigner, .priceAbsent, .batchEmpty, .ownerAddressMismatch,
        .keyAddressInvalid, .amountZero,
      ])
  }
}

@Suite struct `A trigger` {
  @Test(arguments: Seeds.all)
  func `survives its chunk`(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    for _ in 0..<100 {
      var trigger = Trigger(
        key: random.draw(UInt32.self), tag: random.draw(UInt32.self), value: random.draw(UInt64.self),
        generation: random.draw(UInt64.self))
      trigger.next = random.draw(Link.self)
      trigger.previous = random.draw(Link.self)
      #expect(Trigger(trigger.chunk) == trigger)
    }
  }

  @Test func `lies in its chunk as documented: next, previous, key, tag, value, generation`() {
    var trigger = Trigger(
      key: 0x0c0b_0a09, tag: 0x100f_0e0d, value: 0x1817_1615_1413_1211, generation: 0x201f_1e1d_1c1b_1a19)
    trigger.next = Link(rawValue: 0x0403_0201)
    trigger.previous = Link(rawValue: 0x0807_0605)
    #expect(trigger.chunk.bytes == Array(1...32))
  }

  @Test func `of zeroes waits for nothing`() {
    #expect(!Trigger(Bytes32()).isSet)
    #expect(Trigger(key: 1, generation: 0).isSet)
  }
}

@Suite struct `An event` {
  /// They are hashed into receipts of blocks that were sealed long ago.
  @Test func `keeps its number for ever`() {
    #expect(Event.Kind.allCases.map(\.rawValue) == Array(0...42))
    #expect(Event.Kind.filled.rawValue == 3 && Event.Kind.collateralWithdrawn.rawValue == 42)
  }
}
