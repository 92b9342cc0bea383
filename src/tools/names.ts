/** The tool by which an agent addresses another capability; the conversation workflow carries it out. */
export const sendMessageTool = "send_message";
