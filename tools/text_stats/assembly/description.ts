/** What the tool takes and gives. `describe` tells it, so the manifest need not. */
export const description: string = `{
  "description": "Counts characters, words, sentences, lines and paragraphs of a text, names its most frequent words, and tells how long it takes to read.",
  "inputSchema": {
    "type": "object",
    "properties": {
      "text": {
        "type": "string",
        "description": "The text"
      },
      "top": {
        "type": "integer",
        "description": "How many frequent words to name; 10 unless given",
        "minimum": 0,
        "maximum": 1000
      }
    },
    "required": [
      "text"
    ],
    "additionalProperties": false,
    "examples": [
      {
        "text": "How many words are these?"
      }
    ]
  },
  "outputSchema": {
    "type": "object",
    "required": [
      "characters",
      "words",
      "sentences",
      "lines",
      "paragraphs",
      "frequentWords"
    ],
    "properties": {
      "characters": {
        "type": "integer"
      },
      "charactersWithoutSpaces": {
        "type": "integer"
      },
      "words": {
        "type": "integer"
      },
      "uniqueWords": {
        "type": "integer"
      },
      "sentences": {
        "type": "integer"
      },
      "lines": {
        "type": "integer"
      },
      "paragraphs": {
        "type": "integer"
      },
      "readingSeconds": {
        "type": "integer"
      },
      "averageWordLength": {
        "type": "number"
      },
      "fleschReadingEase": {
        "type": [
          "number",
          "null"
        ],
        "description": "0 (hard) to 100 (easy), for English; null for less than ten words"
      },
      "frequentWords": {
        "type": "array",
        "items": {
          "type": "object",
          "properties": {
            "word": {
              "type": "string"
            },
            "count": {
              "type": "integer"
            }
          },
          "required": [
            "word",
            "count"
          ],
          "additionalProperties": false
        }
      }
    }
  }
}`;
