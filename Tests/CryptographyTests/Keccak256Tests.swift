import Cryptography
import Foundation
import Testing

@Suite struct `Keccak-256` {
  @Test(arguments: [
    (byteCount: 0, hash: "0xc5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470"),
    (byteCount: 135, hash: "0xcbdfd9dee5faad3818d6b06f95a219fd290b0e1706f6a82e5a595b9ce9faca62"),
    (byteCount: 136, hash: "0x7ce759f1ab7f9ce437719970c26b0a66ff11fe3e38e17df89cf5d29c7d7f807e"),  // One whole block.
    (byteCount: 137, hash: "0xac73d4fae68b8453f764007c1a20ce95994187861f0c3227a3a8e99a73a3b1db"),
  ])
  func `has the published padding on both sides of a block's end`(row: (byteCount: Int, hash: String)) {
    #expect(Keccak256.hash((0..<row.byteCount).map { UInt8($0) }).hex == row.hash)
  }

  @Test func `of a text is the hash of its UTF-8 bytes, of words the hash of their bytes`() {
    #expect(Keccak256.hash(text: "größer ✓") == Keccak256.hash(Array("größer ✓".utf8)))
    let words = [Keccak256.hash([1]), Keccak256.hash([2]), Keccak256.hash([3])]
    #expect(Keccak256.hash(words.span) == Keccak256.hash(words.flatMap(\.bytes)))
  }

  @Test func `is the same from many threads at once as from one`() async {
    let messages = (0..<4_000).map { index in [UInt8](repeating: UInt8(index % 256), count: index % 400) }
    let expected = messages.map { Keccak256.hash($0) }
    await withTaskGroup(of: [Bytes32].self) { group in
      for _ in 0..<8 { group.addTask { messages.map { Keccak256.hash($0) } } }
      for await found in group { #expect(found == expected) }
    }
  }

  @Test func `is the same in threads that come and go`() {
    let expected = Keccak256.hash([1, 2, 3])
    let ended = DispatchSemaphore(value: 0)
    for _ in 0..<100 {
      Thread.detachNewThread {
        #expect(Keccak256.hash([1, 2, 3]) == expected)
        ended.signal()
      }
      ended.wait()
    }
    #expect(Keccak256.hash([1, 2, 3]) == expected)
  }
}
