import Cryptography
import Foundation
import Ledger
import Node
import Simulation
import Storage
import Testing
import Units

@Suite struct `A node` {
  @Test func `makes the same blocks from the same seed, and others from another`() throws {
    func root(seed: UInt64) throws -> Bytes32 {
      let genesis = DevnetGenesis.standard.starting(at: 1_700_000_000_000)
      let node = try DevnetNode(TestDirectory.configuration(seed, 30, nil), genesis: genesis, store: NodeStore())
      try node.makeBlocks(25)
      return node.summary.stateRoot
    }
    #expect(try root(seed: 7) == root(seed: 7))
    #expect(try root(seed: 7) != root(seed: 8))
  }

  @Test func `derives from the L1 alone to the blocks that it has sealed`() throws {
    let directory = try TestDirectory()
    defer { directory.remove() }
    let node = try directory.node()
    try node.makeBlocks(60)
    try node.settle()
    let report = try ChainFiles(reading: directory.path).derive()
    #expect(report.difference == nil)
    #expect(report.blocks == 60 && report.unposted == 0 && report.claims == report.batches && report.batches > 3)
    #expect(report.stateRoot == node.summary.stateRoot)
    #expect(report.transactions == node.summary.tally.transactions && report.transactions > 0)
  }

  @Test func `that is stopped at any block goes on from the same root and stays derivable`() throws {
    let directory = try TestDirectory()
    defer { directory.remove() }
    var expected: (head: UInt64, root: Bytes32)?
    for blocks in [1, 7, 16, 3, 40, 2] {
      let node = try directory.node()
      if let expected {
        #expect(node.summary.head == expected.head && node.summary.stateRoot == expected.root)
      }
      // Flushed, but neither posted nor claimed: as after a crash.
      try node.makeBlocks(blocks)
      expected = (node.summary.head, node.summary.stateRoot)
    }
    let node = try directory.node()
    try node.settle()
    let report = try ChainFiles(reading: directory.path).derive()
    #expect(report.difference == nil && report.blocks == 69 && report.claims == report.batches)
  }

  @Test func `that lies about the state is contradicted by block and step`() throws {
    let directory = try TestDirectory()
    defer { directory.remove() }
    let node = try directory.node(corruption: Corruption(block: 12, step: 15))
    try node.makeBlocks(20)
    try node.settle()
    let difference = try #require(try ChainFiles(reading: directory.path).derive().difference)
    #expect(difference.block == 12 && difference.field == "stateRoot" && difference.step == 15)
  }

  @Test func `has states that carry out again to the headers of the log`() throws {
    let directory = try TestDirectory()
    defer { directory.remove() }
    let node = try directory.node()
    try node.makeBlocks(40)
    let files = try ChainFiles(reading: directory.path)
    for number in [0, 1, 15, 16, 17, 40] as [UInt64] {
      var (state, header) = try files.state(after: number)
      #expect(state.clock.blockNumber == number && header?.number == (number == 0 ? nil : number))
      if let header { #expect(state.root() == header.stateRoot) }
    }
    #expect(throws: ChainFiles.ChainFilesError.noSuchBlock(41, last: 40)) { try files.state(after: 41) }
  }
}

@Suite struct `A changed L1` {
  /// Every byte of a batch in turn would take long; a few of each part of it are tried.
  @Test func `is found: the first block that differs is named`() throws {
    let directory = try TestDirectory()
    defer { directory.remove() }
    let node = try directory.node()
    try node.makeBlocks(30)
    try node.settle()
    let size = try entryData(1, in: directory.path).count
    for position in [0, 1, 2, 7, 30, 66, size / 3, size / 2, size - 1] {
      var data = try entryData(1, in: directory.path)
      data[position] ^= 1
      let copy = try TestDirectory()
      defer { copy.remove() }
      for file in ["genesis.json", "chain.db", "l1.db"] {
        try FileManager.default.copyItem(atPath: "\(directory.path)/\(file)", toPath: "\(copy.path)/\(file)")
      }
      try setEntryData(data, 1, in: copy.path)
      let report = try ChainFiles(reading: copy.path).derive()
      let difference = try #require(report.difference, "byte \(position)")
      #expect(difference.block > 1 && !report.notes.isEmpty, "byte \(position)")
    }
  }

  private func entryData(_ index: UInt64, in path: String) throws -> [UInt8] {
    try #require(try L1Store(reading: path).entries(from: index, limit: 1).first).data
  }

  private func setEntryData(_ data: [UInt8], _ index: Int, in path: String) throws {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    let hex = data.map { String(format: "%02x", $0) }.joined()
    let script = """
      import sqlite3, sys
      database = sqlite3.connect(sys.argv[1])
      database.execute("update entries set data = ? where idx = ?", (bytes.fromhex(sys.stdin.read()), int(sys.argv[2])))
      database.commit()
      """
    process.arguments = ["python3", "-c", script, "\(path)/l1.db", "\(index)"]
    let input = Pipe()
    process.standardInput = input
    try process.run()
    input.fileHandleForWriting.write(Data(hex.utf8))
    try input.fileHandleForWriting.close()
    process.waitUntilExit()
    try #require(process.terminationStatus == 0)
  }
}
