import FiveOnes

extension Authority.Vouching {
    /// What an event rests on; `nil` where nobody expects a signature.
    var words: Phrase? {
        switch self {
        case .service: nil
        case .key(let name): Phrase("由密钥 \(name) 签名证明", "proven by the key \(name)")
        case .unsigned:
            Phrase("未签名，仅凭登记系统所称", "not signed: it rests on the service's word")
        case .forged:
            Phrase("签名不属于该账号当时的任何密钥", "the signature is by none of the account's keys")
        }
    }
}
