import Cryptography
import JSON
import Ledger
import MockL1
import Units

/// A deposit that the rollup had not read when it ended.
struct RefundView {
  let index: UInt32
  let deposit: Deposit
  let isRefunded: Bool
  let units: TradingUnits

  private var amount: String {
    var amounts = AssetAmounts()
    amounts[deposit.asset] = UInt128(deposit.amount)
    return units.text(amounts) ?? "nothing"
  }

  var line: String {
    isRefunded
      ? "Deposit \(index) of \(amount) was given back to \(deposit.address.checksummed)."
      : "Deposit \(index) of \(amount) was not read: 'plimsoll exit refund' gives it back."
  }

  var json: JSONValue {
    let asset = units.assets.first { $0.asset == deposit.asset } ?? .quote
    return [
      "message": .count(index), "recipient": .string(deposit.address.checksummed), "asset": .string(asset.symbol),
      "amount": .string(asset.amount(deposit.amount)), "isRefunded": .bool(isRefunded), "text": [.string(line)],
    ]
  }
}
