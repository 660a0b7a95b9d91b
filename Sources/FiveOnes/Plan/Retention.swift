/// What is kept of a person whose data was erased, and why.
public enum Retention {
    /// The grounds, for the certificate of an erasure.
    public static let grounds: [String] = [
        "identifiers, kinship, days of birth and death, and what was done on which day by whom: "
            + "Archives Law article 37 and its Regulations article 39; PIPL article 47",
        "amounts of donations, aid and payments: Charity Law articles 78 and 79",
        "names and certificates of martyrs: Law on the Protection of Heroes and Martyrs",
        "tags of the blind index, which tell nothing without their own key: PIPL article 51",
    ]
}
