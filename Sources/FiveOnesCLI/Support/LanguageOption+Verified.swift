import FiveOnes

extension LanguageOption {
    /// How old the last verification of the whole ledger is, if it found nothing.
    func lastVerified(_ ledger: Ledger) -> String {
        guard let last = ledger.lastVerification() else { return self("未经全部校验", "not verified") }
        let days = max(0, ledger.now.day.number - last.at.day.number)
        return self("\(days) 天前全部校验", "verified \(days) \(days == 1 ? "day" : "days") ago")
    }
}
