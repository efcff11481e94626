import Cryptography
import FraudProofs
import Ledger
import Merkle
import SSZ
import TestSupport

/// A step on a state that somebody made up, with a true proof of that state.
struct MadeUpState {
  private(set) var witness: StepWitness
  /// What was changed, to be told of a failure.
  private(set) var changes: [String] = []

  /// - Parameter witness: of a step that a chain has taken.
  init(_ witness: StepWitness) { self.witness = witness }

  /// Puts another number into one field of one leaf.
  mutating func change(using random: inout SplitMix64) throws {
    let (place, bytes) = leaf(using: &random)
    let other = Int.random(in: witness.execution.leaves.elements.indices, using: &random)
    guard let field = LeafLayout.of(bytes, using: &random)?.fields.randomElement(using: &random) else { return }
    try replace(
      place, by: bytes.changed(at: field, like: witness.execution.leaves.elements[other].bytes, using: &random))
  }

  /// Puts numbers into about half the fields of one leaf that are nearly as large as any that some chain could have.
  mutating func grow(using random: inout SplitMix64) throws {
    var (place, bytes) = leaf(using: &random)
    // Of a length, a chunk or a link, nothing large leads anywhere.
    guard bytes.count > 32, let layout = LeafLayout.of(bytes, using: &random) else { return }
    for field in layout.fields where random.oneIn(field.count > 4 ? 2 : 32) {
      bytes = layout.grown(bytes, at: field, using: &random)
    }
    try replace(place, by: bytes)
  }

  /// One in four times the frame or the block in progress, which come first; seldom the length of a list.
  private func leaf(using random: inout SplitMix64) -> (place: Int, bytes: [UInt8]) {
    let leaves = witness.execution.leaves.elements
    var place = 0
    repeat {
      place = Int.random(in: 0..<(random.oneIn(4) ? 2 : leaves.count), using: &random)
    } while leaves[place].bytes.count == 8 && !random.oneIn(16)
    return (place, leaves[place].bytes)
  }

  private mutating func replace(_ place: Int, by bytes: [UInt8]) throws {
    var leaves = witness.execution.leaves.elements
    changes.append("leaf \(witness.execution.positions.elements[place]): \(leaves[place].bytes) to \(bytes)")
    leaves[place] = try ByteList(bytes)
    witness.execution.leaves = try BoundedList(leaves)
  }

  /// Changes the input, to which the made-up state then commits.
  mutating func changeInput(using random: inout SplitMix64) throws {
    guard var input = witness.input.elements.first else { return }
    let bytes = input.value.bytes.changedSomewhere(like: input.value.bytes, using: &random)
    changes.append("input: \(input.value.bytes) to \(bytes)")
    input.value = try ByteList(bytes)
    witness.input = try BoundedList([input])
  }

  /// Takes the step from whatever root the state has. A verifier that does not know the root says what it is.
  ///
  /// - Returns: what is wrong with the state or its proof; nil if the step leads to a root.
  mutating func verify() throws -> WitnessFault? {
    for _ in 0..<4 {
      do throws(WitnessFault) {
        _ = try witness.verify()
        return nil
      } catch {
        switch error {
        case .preRoot(_, let found): witness.preRoot = found
        case .inputsRoot(_, let found): try commit(to: found)
        default: return error
        }
      }
    }
    return nil
  }

  private mutating func commit(to inputsRoot: Bytes32) throws {
    var leaves = witness.execution.leaves.elements
    var building = try Building.decoded(leaves[1].bytes)
    building.inputsRoot = inputsRoot
    leaves[1] = try ByteList(building.encoded())
    witness.execution.leaves = try BoundedList(leaves)
  }
}

/// The fields of a leaf, and what they may hold.
private struct LeafLayout: Sendable {
  let fields: [Range<Int>]
  let isPlausible: @Sendable ([UInt8]) -> Bool

  private init<T: SSZContainer & StateLeaf>(of type: T.Type) {
    var (layout, value) = (FieldLayout(), T())
    value.visit(&layout)
    fields = layout.fields
    isPlausible = { (try? T.decoded($0))?.isPlausible ?? false }
  }

  private init(fields: [Range<Int>]) { (self.fields, isPlausible) = (fields, { _ in true }) }

  /// The type of a leaf is told by its length; of types with the same length, one is as good as another.
  static func of(_ bytes: [UInt8], using random: inout SplitMix64) -> LeafLayout? {
    known[bytes.count]?.randomElement(using: &random)
      ?? (bytes.isEmpty ? nil : LeafLayout(fields: [bytes.indices]))
  }

  /// With a power of two or its neighbour at `field`, of either sign, the largest that is plausible or a little less.
  func grown(_ bytes: [UInt8], at field: Range<Int>, using random: inout SplitMix64) -> [UInt8] {
    let (isNegative, isShort) = (random.oneIn(3), random.oneIn(4))
    for bit in (0..<field.count * 8).reversed() {
      var number = [UInt8](repeating: 0, count: field.count)
      for lower in 0..<(isShort ? max(bit - 1, 0) : bit) { number[lower / 8] |= 1 << UInt8(lower % 8) }
      if isNegative { number = number.map { ~$0 } }
      let grown = bytes[..<field.lowerBound] + number + bytes[field.upperBound...]
      if isPlausible(Array(grown)) { return Array(grown) }
    }
    return bytes
  }

  private static let known = Dictionary(
    grouping: [
      LeafLayout(of: Work.self), LeafLayout(of: Building.self), LeafLayout(of: State.Clock.self),
      LeafLayout(of: InboxCursor.self), LeafLayout(of: Parameters.self), LeafLayout(of: CollateralState.self),
      LeafLayout(of: Totals.self), LeafLayout(of: MarketRules.self), LeafLayout(of: PublishedPrice.self),
      LeafLayout(of: Equivocation.self), LeafLayout(of: Market.self), LeafLayout(of: Owner.self),
      LeafLayout(of: SessionKey.self), LeafLayout(of: SubAccountDirectory.self), LeafLayout(of: Account.self),
      LeafLayout(of: Position.self), LeafLayout(of: Order.self), LeafLayout(of: Withdrawal.self),
      // A price level, a trigger or a word of a bitmap.
      LeafLayout(fields: [0..<4, 4..<8, 8..<12, 12..<16, 16..<24, 24..<32]),
    ], by: { $0.fields.last?.upperBound ?? 0 })
}

/// Where fields begin and end.
private struct FieldLayout: SSZFieldVisitor {
  private var ends: [Int] = [0]

  var fields: [Range<Int>] { zip(ends, ends.dropFirst()).map { $0..<$1 } }

  mutating func field<T: SSZCodable>(_ name: StaticString, _ value: inout T) {
    if var container = value as? any SSZContainer { return visit(&container) }
    let count = value.encoded().count
    // Of a frontier the number of leaves; of a vector its first elements.
    if count > 32 { for width in [4, 4, 24] { append(width) } }
    append(count > 32 ? count - 32 : count)
  }

  private mutating func visit<T: SSZContainer>(_ container: inout T) { container.visit(&self) }

  private mutating func append(_ width: Int) { ends.append((ends.last ?? 0) + width) }
}
