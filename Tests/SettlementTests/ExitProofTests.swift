import Cryptography
import FraudProofs
import Ledger
import Margin
import Merkle
import MockL1
import SSZ
import Settlement
import StateTransition
import TestSupport
import Testing
import Units

@Suite struct `A proof of what an account may take out` {
  private let appraiser = MarginAppraiser()

  @Test(arguments: Seeds.all)
  func `shows what its cash, its positions and its collateral come to`(seed: UInt64) throws {
    var (paid, indebted, sold, broke) = (0, 0, 0, 0)
    for seed in (0..<6 as Range<UInt64>).map({ seed &+ $0 }) {
      let world = try ExitWorld(seed: seed)
      let root = world.root
      for (account, plan) in zip(world.accounts, world.plans) {
        let expected = world.value(of: plan)
        #expect(try world.machine.execution.state.exitValue(of: account) == expected, "seed \(seed), \(account)")
        let proof = try ExitProof(of: account, in: world.machine).encoded()
        #expect(try appraiser.value(of: account, in: root, proof: proof) == expected, "seed \(seed), \(account)")
        paid += expected.atoms > 0 ? 1 : 0
        indebted += plan.cash < 0 && expected.atoms > 0 ? 1 : 0
        sold += expected.lots > 0 && expected.lots < plan.lots ? 1 : 0
        broke += expected.atoms == 0 && expected.lots == 0 && plan.lots > 0 ? 1 : 0
      }
    }
    #expect(paid > 100 && indebted > 10 && sold > 5 && broke > 5, "seed \(seed)")
  }

  /// After a liquidation, a deleveraging and a forced withdrawal.
  @Test func `shows what the exchange itself counts, and all together is not more than there is`() throws {
    let scene = try CrashScene()
    var machine = scene.truth.machine
    let (root, state) = (machine.root(), machine.execution.state)
    var sum: UInt128 = 0
    for index in 0..<UInt32(state.accounts.count) {
      let account = AccountID(index)
      let proof = try ExitProof(of: account, in: machine).encoded()
      let value = try appraiser.value(of: account, in: root, proof: proof)
      let equity = try state.risk(of: account).equity
      #expect(Notional(atoms: Int128(value.atoms)) == max(equity.notional(rounding: .down), .zero))
      #expect((value.recipient == .zero) == (index < Owner.Reserved.allCases.count))
      sum += UInt128(value.atoms)
    }
    let vault = scene.rollup.chain.contracts.bridge.vault.atoms
    #expect(sum <= vault && sum + 10_000 > vault, "\(sum) of \(vault)")
  }

  @Test(arguments: Seeds.all)
  func `is refused with any one bit changed`(seed: UInt64) throws {
    let world = try ExitWorld(seed: seed, accounts: 12)
    var random = SplitMix64(seed: seed)
    let root = world.root
    for account in world.accounts {
      let proof = try ExitProof(of: account, in: world.machine).encoded()
      for position in stride(from: Int(account.rawValue) % 13, to: proof.count, by: 13) {
        var forged = proof
        forged[position] ^= 1 << UInt8.random(in: 0..<8, using: &random)
        #expect(throws: ExitProofFault.self, "seed \(seed), \(account), byte \(position)") {
          try appraiser.value(of: account, in: root, proof: forged)
        }
      }
      for forged in [[], Array(proof.dropLast()), proof + [0]] {
        #expect(throws: ExitProofFault.undecodable) { try appraiser.value(of: account, in: root, proof: forged) }
      }
    }
  }

  @Test func `is refused with any leaf changed, dropped or added`() throws {
    let world = try ExitWorld(seed: 3, accounts: 12)
    let root = world.root
    var (changed, dropped, added) = (0, 0, 0)
    for account in world.accounts {
      let proof = try ExitProof(of: account, in: world.machine)
      func isRefused(_ execution: ExecutionProof, as fault: ExitProofFault? = nil) {
        var forged = proof
        forged.execution = execution
        let error = #expect(throws: ExitProofFault.self) {
          try appraiser.value(of: account, in: root, proof: forged.encoded())
        }
        if let fault { #expect(error == fault) }
      }
      for (place, leaf) in proof.execution.leaves.elements.enumerated() where !leaf.bytes.isEmpty {
        var (execution, leaves) = (proof.execution, proof.execution.leaves.elements)
        var bytes = leaf.bytes
        bytes[bytes.count - 1] ^= 1
        leaves[place] = try ByteList(bytes)
        execution.leaves = try BoundedList(leaves)
        isRefused(execution)
        leaves.remove(at: place)
        var positions = proof.execution.positions.elements
        positions.remove(at: place)
        (execution.leaves, execution.positions) = (try BoundedList(leaves), try BoundedList(positions))
        isRefused(execution)
        changed += 1
      }
      // Well-formed proofs of the right root, which show less or more.
      let touched = touched(by: account, in: world.machine)
      for index in Set(touched) {
        isRefused(execution(of: world.machine, showing: touched.filter { $0 != index }), as: .incomplete)
        dropped += 1
      }
      for other in world.accounts where other != account {
        let more = self.touched(by: other, in: world.machine)
        guard !Set(more).isSubset(of: touched) else { continue }
        isRefused(execution(of: world.machine, showing: touched + more), as: .superfluous)
        added += 1
      }
    }
    #expect(changed > 200 && dropped > 30 && added > 100)
  }

  private func touched(by account: AccountID, in machine: Machine) -> [GeneralizedIndex] {
    let log = AccessLog()
    var execution = machine.execution
    _ = try? execution.recording(into: log).state.exitValue(of: account)
    return log.touched
  }

  private func execution(of machine: Machine, showing touched: [GeneralizedIndex]) -> ExecutionProof {
    var execution = machine.execution
    return ExecutionProof(of: &execution, showing: touched)
  }

  @Test func `of another root, account or entry is refused`() throws {
    let world = try ExitWorld(seed: 4)
    let (root, account) = (world.root, world.accounts[5])
    let proof = try ExitProof(of: account, in: world.machine)
    let bytes = proof.encoded()
    let other = SHA256.hash([1])
    #expect(throws: ExitProofFault.wrongRoot(expected: other, found: root)) {
      try appraiser.value(of: account, in: other, proof: bytes)
    }
    #expect(throws: ExitProofFault.incomplete) {
      try appraiser.value(of: world.accounts[6], in: root, proof: bytes)
    }
    var moved = proof
    moved.derivation.batchCount += 1
    let found = Machine.root(moved.derivation, executionRoot: world.machine.execution.rootCopy)
    #expect(throws: ExitProofFault.wrongRoot(expected: root, found: found)) {
      try appraiser.value(of: account, in: root, proof: moved.encoded())
    }
  }

  @Test func `is not made of an account that there is not`() throws {
    let world = try ExitWorld(seed: 5)
    let absent = AccountID(UInt32(world.machine.execution.state.accounts.count))
    #expect(throws: ExitProofFault.noSuchAccount) { try ExitProof(of: absent, in: world.machine) }
    var frame = ExitProof()
    frame.derivation = world.machine.derivation
    frame.execution = execution(of: world.machine, showing: [])
    for account in [absent, AccountID(.max)] {
      #expect(throws: ExitProofFault.noSuchAccount) {
        try appraiser.value(of: account, in: world.root, proof: frame.encoded())
      }
    }
  }

  /// Somebody may claim the root of a state that contradicts itself, and nobody may notice in time.
  @Test func `of a state that cannot be is refused, and stops nothing`() throws {
    let worlds = try (6..<16).map { try ExitWorld(seed: $0) }
    let world = try #require(worlds.first { $0.plans.contains { $0.worths.count > 1 } })
    let index = try #require(world.plans.firstIndex { $0.worths.count > 1 })
    let account = world.accounts[index]
    let first = try #require(try world.machine.execution.state.accounts.read(account.index).firstPosition.index)
    func isRefused(_ change: (inout State) throws -> Void) throws {
      let machine = try world.changed(change)
      let touched = touched(by: account, in: machine)
      var (copy, proof) = (machine, ExitProof())
      (proof.derivation, proof.execution) = (machine.derivation, execution(of: machine, showing: touched))
      let root = copy.root()
      #expect(throws: ExitProofFault.impossibleState) { try ExitProof(of: account, in: machine) }
      #expect(throws: ExitProofFault.impossibleState) {
        try appraiser.value(of: account, in: root, proof: proof.encoded())
      }
    }
    func position(_ change: @escaping (inout Position) -> Void) throws {
      try isRefused { state in
        var position = try state.positions.read(first)
        position.size = SignedQuantity(lots: 1)
        change(&position)
        try state.positions.write(position, at: first)
      }
    }
    func held(_ change: @escaping (inout Account) -> Void) throws {
      try isRefused { state in
        var changed = try state.accounts.read(account.index)
        change(&changed)
        try state.accounts.write(changed, at: account.index)
      }
    }
    try position { $0.next = Link(first) }
    try position { $0.next = Link(1_000_000) }
    try position { $0.account = AccountID(0) }
    try position { $0.market = MarketID(63) }
    try position { $0.size = SignedQuantity(lots: .min) }
    try position { $0.cost = Notional(atoms: .min) }
    try position { $0.fundingIndex = MicroAtoms(rawValue: .max) }
    try position { $0.lossIndex = MicroAtoms(rawValue: .min) }
    try held { $0.cash = Notional(atoms: .max) }
    try held { $0.collateral = Quantity(lots: .max) }
    try held { $0.owner = OwnerID(1_000_000) }
    for change: (inout Market) -> Void in [
      { $0.markAtomsPerLot = 0 }, { $0.markAtomsPerLot = .max }, { $0.fundingIndex = MicroAtoms(rawValue: .min) },
      { $0.lossIndex = MicroAtoms(rawValue: .max) },
    ] {
      try isRefused { state in
        var position = try state.positions.read(first)
        position.size = SignedQuantity(lots: -1)
        try state.positions.write(position, at: first)
        var market = try state.markets.read(position.market.index)
        change(&market)
        try state.markets.write(market, at: position.market.index)
      }
    }
  }

  @Test func `has a few kilobytes`() throws {
    var sizes: [Int: [Int]] = [:]
    for seed in 0..<4 as Range<UInt64> {
      let world = try ExitWorld(seed: seed, accounts: 300)
      for (account, plan) in zip(world.accounts, world.plans) {
        sizes[plan.worths.count, default: []].append(try ExitProof(of: account, in: world.machine).encoded().count)
      }
    }
    for (count, bytes) in sizes.sorted(by: { $0.key < $1.key }) {
      print("exit proof, \(count) open positions: \(bytes.min() ?? 0)...\(bytes.max() ?? 0) bytes")
    }
    #expect(sizes.values.joined().max() ?? 0 < 16_384)
    #expect(sizes[0]?.max() ?? 0 < 8_192)
  }
}

extension Execution {
  fileprivate var rootCopy: Bytes32 {
    var copy = self
    return copy.root()
  }
}
