import FiveOnes

extension LanguageOption {
    /// How old the last verification of the whole ledger is.
    func lastVerified(_ ledger: Ledger) -> String {
        guard let last = ledger.lastVerification() else { return self("从未全部校验", "never verified") }
        let days = max(0, ledger.now.day.number - last.at.day.number)
        return self("\(days) 天前全部校验", "verified \(days) \(days == 1 ? "day" : "days") ago")
    }
}
