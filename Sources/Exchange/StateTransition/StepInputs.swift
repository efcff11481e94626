import Cryptography
import Ledger
import Merkle
import SSZ

/// Where a step finds the inputs of its block.
///
/// The sequencer has them all; a verifier has those that came with a proof against `building.inputsRoot`.
public protocol StepInputs {
  func message(at index: Int) throws(StateAccessError) -> InboxMessage
  func report(at index: Int, domain: SigningDomain) throws(StateAccessError) -> SignedInput<SignedPriceReport>
  func item(at index: Int, domain: SigningDomain) throws(StateAccessError) -> SignedInput<SignedTransaction>
  /// The same item, of which an earlier step has found out that it is well-formed and who signed it.
  func transaction(at index: Int) throws(StateAccessError) -> Transaction
}

/// An input of which everything was checked that needs no state: its encoding and who signed it.
///
/// A function of the bytes and the signing domain alone, so that it may be computed anywhere, on any thread.
public enum SignedInput<Value: SSZCodable & Equatable>: Equatable, Sendable {
  case malformed(byteCount: Int)
  /// Well-formed, but the signature is none.
  case unsigned(Value, SignatureError)
  case signed(Value, by: Address)
}

extension SignedInput where Value == SignedTransaction {
  public init(_ bytes: [UInt8], domain: SigningDomain) {
    do throws(DecodingError) {
      let value = try SignedTransaction.decoded(bytes)
      self = Self(value, value.signature, digest: domain.digest(of: value.transaction))
    } catch { self = .malformed(byteCount: bytes.count) }
  }
}

extension SignedInput where Value == SignedPriceReport {
  public init(_ bytes: [UInt8], domain: SigningDomain) {
    do throws(DecodingError) {
      let value = try SignedPriceReport.decoded(bytes)
      self = Self(value, value.signature, digest: domain.digest(of: value.report))
    } catch { self = .malformed(byteCount: bytes.count) }
  }
}

extension SignedInput {
  private init(_ value: Value, _ signature: SignatureBytes, digest: Bytes32) {
    do throws(SignatureError) {
      self = .signed(value, by: try signature.checked().recover(digest: digest).address)
    } catch { self = .unsigned(value, error) }
  }
}

extension SignedInput {
  /// What somebody is said to have signed.
  func value(byteLimit: Int) throws(Refusal) -> Value {
    switch self {
    case .malformed(let byteCount): throw Refusal(.malformed, limit: byteLimit, found: byteCount)
    case .unsigned(let value, _), .signed(let value, _): return value
    }
  }

  /// The same, where an earlier step has found that there is something.
  var knownValue: Value {
    switch self {
    case .unsigned(let value, _), .signed(let value, _): return value
    case .malformed: preconditionFailure("an input that was well-formed before is not now")
    }
  }

  /// Who did sign it, or why nobody did.
  func signer() throws(Refusal) -> Address {
    switch self {
    case .signed(_, let signer): return signer
    case .unsigned(_, .highS): throw Refusal(.highS)
    case .unsigned, .malformed: throw Refusal(.malformedSignature)
    }
  }
}

/// A whole block's inputs, in the clear, with what was recovered of their signatures beforehand.
public struct KnownInputs: StepInputs, Sendable {
  public let inputs: BlockInputs
  private let reports: [SignedInput<SignedPriceReport>]
  private let items: [SignedInput<SignedTransaction>]

  /// Nothing is recovered beforehand: each signature is checked by the step that needs it.
  public init(_ inputs: BlockInputs) { self.init(inputs, reports: [], items: []) }

  /// - Parameters:
  ///   - reports: what `SignedInput` says of each of the block's reports, or nothing at all.
  ///   - items: likewise of its items.
  public init(
    _ inputs: BlockInputs, reports: [SignedInput<SignedPriceReport>], items: [SignedInput<SignedTransaction>]
  ) {
    precondition(reports.isEmpty || reports.count == inputs.reports.count, "a report was prepared for another block")
    precondition(items.isEmpty || items.count == inputs.items.count, "an item was prepared for another block")
    self.inputs = inputs
    self.reports = reports
    self.items = items
  }

  public func message(at index: Int) -> InboxMessage { inputs.messages.elements[index] }

  public func report(at index: Int, domain: SigningDomain) -> SignedInput<SignedPriceReport> {
    reports.isEmpty ? SignedInput(inputs.reports.elements[index].bytes, domain: domain) : reports[index]
  }

  public func item(at index: Int, domain: SigningDomain) -> SignedInput<SignedTransaction> {
    items.isEmpty ? SignedInput(inputs.items.elements[index].bytes, domain: domain) : items[index]
  }

  public func transaction(at index: Int) -> Transaction {
    guard items.isEmpty else { return items[index].knownValue.transaction }
    do throws(DecodingError) {
      return try SignedTransaction.decoded(inputs.items.elements[index].bytes).transaction
    } catch { preconditionFailure("an item that was well-formed before is not now") }
  }
}
