/** The languages that customers and handlers are written to in. */
export type Language = 'en' | 'zh-CN'

/** A text for people, in the languages that the library speaks to customers and handlers. */
export interface Label {
  readonly en: string
  readonly 'zh-CN': string
}

/** What people read. */
export interface Content {
  /** One line. */
  readonly subject: string
  /** Paragraphs with an empty line between them. */
  readonly text: string
  /** The same paragraphs; every value in it is escaped. */
  readonly html: string
}
