import Cryptography
import Ledger
import MockL1
import SSZ
import Settlement
import StateTransition

/// The L1 and what is derived from it, as somebody knows them who has nothing but the genesis and the L1's blocks.
///
/// Every block is carried out again by the contracts' own code, so nobody's word is taken for what a transaction did.
///
/// ```swift
/// var mirror = try L1Mirror(genesis)
/// while !(try mirror.follow(source).isCaughtUp) {}
/// try mirror.derive(source)
/// ```
public struct L1Mirror: Sendable {
  public private(set) var chain: L1Chain
  public private(set) var trace: MachineTrace
  /// The blocks up to this one are the source's too, as far as was seen.
  private var agreed: UInt64 = 0
  /// How far to go back next where they differ.
  private var stride: UInt64 = 1

  public init(_ genesis: DevnetGenesis) throws(GenesisError) {
    chain = L1Chain(
      genesis: genesis.l1, judge: MachineJudge(rules: genesis.rules), appraiser: MarginAppraiser())
    trace = MachineTrace(genesis: try genesis.genesis.state(), rules: genesis.rules)
  }

  /// What one look at the source has changed.
  public struct Progress: Sendable {
    /// Transactions of the blocks that were taken back first, and how many these are.
    public fileprivate(set) var forgotten: [L1Transaction] = []
    public fileprivate(set) var takenBackCount = 0
    /// Claims and blocks that were left then.
    public fileprivate(set) var keptClaimCount = 0
    public fileprivate(set) var keptBlockCount = 0
    /// Nothing is to be had now that is not here.
    public fileprivate(set) var isCaughtUp = false
  }

  /// Looks at the source once: takes back what the L1 has taken back, and carries out blocks that come after.
  ///
  /// - Throws: what stands against the next block. Nothing has happened then.
  public mutating func follow(_ source: some L1Source) throws(L1MirrorError) -> Progress {
    let page = try L1MirrorError.wrapping { () throws(L1SourceError) in try source.blocks(from: agreed) }
    guard let first = page.first, first.number == agreed, isOwn(first) else {
      try goBack(from: page.first)
      return Progress(keptClaimCount: chain.contracts.claims.all.count, keptBlockCount: chain.blocks.count)
    }
    let agreeing = page.prefix(while: isOwn)
    agreed += UInt64(agreeing.count) - 1
    stride = 1
    var progress = Progress()
    // Only where the source goes on differently, or ends, is it known that what follows here is not the L1's.
    if agreeing.count < page.count || page.count == 1 { takeBack(&progress) }
    progress.keptClaimCount = chain.contracts.claims.all.count
    progress.keptBlockCount = chain.blocks.count
    progress.isCaughtUp = page.count == 1
    do throws(L1MirrorError) { try append(page.dropFirst(agreeing.count), from: source) } catch {
      guard progress.takenBackCount > 0 else { throw error }
    }
    return progress
  }

  /// Carries out the entries that are new, as far as their bytes can be had.
  ///
  /// - Returns: whether all are carried out.
  @discardableResult
  public mutating func derive(_ source: some L1Source) throws(L1MirrorError) -> Bool {
    try carryOut(reading: Sidecars())
    let entries = chain.contracts.batchInbox.entries
    while trace.entryCount < entries.count {
      let (entry, count) = (entries[Int(trace.entryCount)], trace.entryCount)
      var sidecars = Sidecars()
      guard try supply(entry.dataHash, from: source, &sidecars) else { return false }
      try carryOut(reading: sidecars)
      guard trace.entryCount > count else { return false }
    }
    return true
  }
}

// MARK: - Blocks

extension L1Mirror {
  private func isOwn(_ block: L1Block) -> Bool {
    block.number < UInt64(chain.blocks.count) && chain.blocks[Int(block.number)].hash == block.hash
  }

  private mutating func goBack(from found: L1Block?) throws(L1MirrorError) {
    guard agreed > 0 else { throw .otherGenesis(expected: chain.blocks[0].hash, found: found?.hash) }
    agreed -= min(agreed, stride)
    stride *= 2
  }

  private mutating func takeBack(_ progress: inout Progress) {
    progress.takenBackCount = Int(chain.head.block.number - agreed)
    if progress.takenBackCount > 0 { progress.forgotten = chain.reorg(depth: progress.takenBackCount) }
  }

  /// - Throws: if the first of the blocks cannot be carried out; a later one will be the first of the next call.
  private mutating func append(_ blocks: ArraySlice<L1Block>, from source: some L1Source) throws(L1MirrorError) {
    for block in blocks {
      do throws(L1MirrorError) { try append(block, from: source) } catch {
        if block.number == blocks.first?.number { throw error }
        return
      }
    }
  }

  private mutating func append(_ block: L1Block, from source: some L1Source) throws(L1MirrorError) {
    for case .step(let call) in block.transactions.elements.map(\.call) where call.batchHash != Bytes32() {
      _ = try supply(call.batchHash, from: source, &chain.sidecars)
    }
    defer { chain.sidecars = Sidecars() }
    do throws(L1ReplayError) { try chain.append(block) } catch { throw .block(error) }
    agreed = block.number
  }
}

// MARK: - Entries

extension L1Mirror {
  private mutating func carryOut(reading sidecars: Sidecars) throws(L1MirrorError) {
    do throws(L1DataError) { try trace.follow(chain.contracts, reading: sidecars) } catch { throw .entry(error) }
  }

  /// - Returns: whether the bytes are among the sidecars now.
  private func supply(
    _ dataHash: Bytes32, from source: some L1Source, _ sidecars: inout Sidecars
  ) throws(L1MirrorError) -> Bool {
    guard sidecars[dataHash] == nil else { return true }
    let data = try L1MirrorError.wrapping { () throws(L1SourceError) in try source.batch(dataHash) }
    guard let data else { return false }
    let found = SHA256.hash(data)
    guard found == dataHash else { throw .wrongBatch(expected: dataHash, found: found) }
    sidecars.insert(data)
    return true
  }
}

/// Why a mirror does not go on.
public enum L1MirrorError: Error, Equatable, Sendable {
  case source(L1SourceError)
  /// The source has another chain; or none.
  case otherGenesis(expected: Bytes32, found: Bytes32?)
  /// A block is none that the L1's rules allow.
  case block(L1ReplayError)
  case wrongBatch(expected: Bytes32, found: Bytes32)
  /// The L1 contradicts itself.
  case entry(L1DataError)

  static func wrapping<T>(_ body: () throws(L1SourceError) -> T) throws(L1MirrorError) -> T {
    do throws(L1SourceError) { return try body() } catch { throw .source(error) }
  }
}

extension L1MirrorError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .source(let error): error.description
    case .otherGenesis(let expected, let found):
      "the L1 begins with \(found.map { "\($0)" } ?? "nothing"), and the genesis says \(expected)"
    case .block(let error): "a block of the L1 breaks its rules: \(error)"
    case .wrongBatch(let expected, let found): "the bytes of entry \(expected) are others: \(found)"
    case .entry(let error): "the L1 contradicts itself: \(error)"
    }
  }
}
