import Cryptography
import Ledger
import SSZ

/// A block as its sequencer publishes it before the L1 has it: signed over the header's hash.
public struct AnnouncedBlock: Equatable, Sendable {
  public let header: BlockHeader
  public let inputs: BlockInputs
  public let signature: Signature
  public let hash: Bytes32

  public init(_ header: BlockHeader, _ inputs: BlockInputs, signature: Signature) {
    self.header = header
    self.inputs = inputs
    self.signature = signature
    hash = header.hash
  }

  /// What can be said without a chain.
  func check(signer: Address) throws(AnnouncementFault) {
    do throws(SignatureError) { try signature.check(signer: signer, digest: hash) } catch {
      throw .signature(error)
    }
    let root = inputs.hashTreeRoot()
    guard root == header.inputsRoot else { throw .wrongInputs(expected: header.inputsRoot, found: root) }
  }
}

/// Why an announced block is refused. The sequencer made a mistake or lied, or it is not the sequencer's.
public enum AnnouncementFault: Error, Equatable, Sendable {
  case signature(SignatureError)
  /// The inputs are not those of the header.
  case wrongInputs(expected: Bytes32, found: Bytes32)
  case notAfterParent(parentMs: UInt64, foundMs: UInt64)
  /// Later than any block can be.
  case noPossibleTime(foundMs: UInt64)
  /// Of an earlier term than its parent.
  case olderEpoch(parent: UInt64, found: UInt64)
  /// Its messages are not the L1's from where its parent has read to where it says that it has.
  case wrongMessages(read: UInt64, upTo: UInt64, found: Int)
  /// Carried out, it comes to another header.
  case differs(HeaderDifference)
}
