import Ledger
import Testing

@Suite struct `The list of refusals` {
  @Test func `holds no reason that these tests do not provoke`() {
    let provoked = Set(RefusedInput.all.map(\.refusal.reason))
    let missing = Refusal.Reason.allCases.filter { !provoked.contains($0) }
    #expect(missing.isEmpty)
  }
}
