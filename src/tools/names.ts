/** The tool with which an agent sends a message to another capability; the conversation workflow executes it. */
export const sendMessageTool = "send_message";
