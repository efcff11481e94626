import Cryptography
import Ledger
import Node
import Testing

@Suite struct `The dashboard` {
  @Test func `is served at the root of the node's port`() async throws {
    let node = try ServedNode()
    defer { node.stop() }
    let answer = try await node.ask("GET", "/")
    #expect(answer.status == 200)
    #expect(answer.contentType == "text/html; charset=utf-8")
    #expect(answer.text.prefix(15) == "<!doctype html>")
    #expect(answer.text.suffix(8) == "</html>\n")
  }

  @Test func `needs nothing from anywhere else`() async throws {
    let page = try await Self.page()
    // The name of SVG's namespace is not fetched; the icon, which stands in the page itself, has to name it.
    let text = page.replacing("http://www.w3.org/2000/svg", with: "")
    let style = try #require(text.firstMatch(of: #/(?s)<style>(.*)</style>/#)).output.1
    let fetching = ["http://", "https://", "ws://", "wss://", "src=", "import("].filter(text.contains)
    #expect(fetching.isEmpty)
    let hasScriptWithAttributes = text.contains("<script ")
    #expect(!hasScriptWithAttributes)
    #expect(["@import", "url(", "@font-face"].filter(style.contains).isEmpty)
    for link in text.matches(of: #/href="([^"]*)"/#).map(\.output.1) {
      #expect(link.hasPrefix("#") || link.hasPrefix("data:"), "the page links to \(link)")
    }
  }

  @Test func `forbids the browser what it does not need`() async throws {
    let page = try await Self.page()
    let policy = try #require(page.firstMatch(of: #/http-equiv="Content-Security-Policy" content="([^"]*)"/#))
    let rules = Set(policy.output.1.split(separator: "; "))
    for rule in [
      "default-src 'none'", "connect-src 'self'", "base-uri 'none'", "form-action 'none'",
      "require-trusted-types-for 'script'", "trusted-types 'none'",
    ] { #expect(rules.contains(rule[...]), "the policy lacks \(rule)") }
  }

  @Test(arguments: ["innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "srcdoc"])
  func `takes nothing that a node sends for markup`(way: String) async throws {
    let isUsed = try await Self.page().contains(way)
    #expect(!isUsed)
  }

  @Test func `asks only for what the node answers`() async throws {
    let node = try ServedNode()
    defer { node.stop() }
    let page = try await node.ask("GET", "/").text
    let methods = Set(page.matches(of: #/\b(?:perp|rollup|l1|dev|eth)_[A-Za-z]+/#).map { String($0.output) })
    #expect(methods.isSuperset(of: ["perp_account", "perp_block", "rollup_heads", "l1_status", "dev_mine"]))
    for method in methods.sorted() {
      let isKnown = try await [node.knows(method, at: "/"), node.knows(method, at: "/l1")].contains(true)
      #expect(isKnown, "no node answers \(method)")
    }
  }

  @Test(arguments: Event.Kind.allCases)
  func `has a sentence for everything that happens`(kind: Event.Kind) async throws {
    let isTold = try await Self.page().contains("case '\(kind)':")
    #expect(isTold)
  }

  @Test(arguments: DevelopmentKeys.all.map(\.name))
  func `offers every development account by name`(name: String) async throws {
    let isOffered = try await Self.page().contains(#"<option value="\#(name)">"#)
    #expect(isOffered)
  }

  private static func page() async throws -> String {
    let node = try ServedNode()
    defer { node.stop() }
    return try await node.ask("GET", "/").text
  }
}
