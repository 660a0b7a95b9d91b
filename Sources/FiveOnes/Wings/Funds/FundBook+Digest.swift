public import CaseLedger

extension FundBook: DigestibleProjection {
    /// Feeds funds, postings and matters of aid by identifier.
    package func digest(into digest: inout ViewDigest) {
        for (id, fund) in funds.sorted(by: { $0.key < $1.key }) {
            digest.add(id)
            digest.add(fund.name)
            for custodian in fund.custodians {
                digest.add(custodian.value)
                digest.add(custodian.from.number)
            }
        }
        for (id, earmark) in earmarks.sorted(by: { $0.key < $1.key }) {
            digest.add(id)
            for posting in earmark.postings {
                digest.add(posting.amount.fen)
                digest.add(posting.form.rawValue)
                digest.add(posting.at)
                digest.add(posting.position)
            }
        }
        for (id, matter) in aid.sorted(by: { $0.key < $1.key }) {
            digest.add(id)
            digest.add(matter.applied.position)
            for approval in matter.approvals { digest.add(approval.at.position) }
            for rejection in matter.rejections { digest.add(rejection.position) }
            for payment in matter.payments { digest.add(payment) }
        }
        for (id, payment) in payments.sorted(by: { $0.key < $1.key }) {
            digest.add(id)
            digest.add(payment.confirmed)
            digest.add(payment.reversed)
        }
        for position in duplicates { digest.add(position) }
    }
}
